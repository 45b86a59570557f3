import type { NewVisitPlan, PlanEnding, VisitPlan, VisitPlanChange } from '../contract/visits.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import { dayAt, nextDay } from '../core/calendar.ts'
import { ServiceError } from '../core/errors.ts'
import { changesOf } from '../core/history/changes.ts'
import { notThereYet } from '../core/ticket/due.ts'
import { overByItself } from '../core/ticket/over.ts'
import { endingOf } from '../core/visit/ending.ts'
import { dueAtTurn, turnFrom } from '../core/visit/turns.ts'
import type { Database } from '../store/database.ts'
import { applyToTicket, type Change, fail, inOneTransaction, tellMoved, wrong } from './change.ts'
import { stopOffer } from './clock.ts'
import type { DeskDeps } from './deps.ts'
import { moveTurn } from './move-turn.ts'
import { covers, type Home, makeTurns } from './visit-turns.ts'

const compared = ['every', 'everyDays', 'wished', 'agreed', 'providerName', 'workerName', 'lastOn'] as const

/** What is planned for people. The caller has seen to it that the actor may. */
export const visitDesk = (deps: DeskDeps) => ({
  /** Turns that are due to be known already become tickets at once. Throws `not_found`, and `invalid` naming the field. */
  add: (actor: Actor, residentId: string, wanted: NewVisitPlan): Promise<VisitPlan> => {
    const id = deps.newId()
    return onPlan(deps, id, async (change) => {
      const home = (await deps.queries.visitPlans.homeOf(change.trx, residentId)) ?? fail(gone())
      const { lastOn = null, ...plan } = wanted
      if (lastOn !== null && lastOn < plan.beginsOn) throw wrong('lastOn', 'lies before the first day')
      const fields = await checked(change, home, {
        every: plan.every,
        everyDays: plan.everyDays ?? null,
        wished: plan.wished ?? '',
        agreed: plan.agreed ?? null,
        providerId: plan.providerId ?? null,
        workerId: plan.workerId ?? null,
      })
      const today = dayAt(change.now, home.timezone)
      const repeating = { ...fields, beginsOn: plan.beginsOn, lastOn }
      await deps.queries.visitPlans.insert(change.trx, {
        id,
        residentId,
        service: plan.service,
        ...repeating,
        nextOn: turnFrom(repeating, today),
        changedBy: actor.name,
        changedAt: new Date(change.now).toISOString(),
      })
      const made = await locked(deps, change.trx, id)
      tell(change, actor, home, made, { did: 'added' })
      await makeTurns(change, made, home)
    })
  },

  /** Turns that are tickets already stay; the time agreed on holds for them too. Throws `changed_meanwhile`, `illegal_transition`. */
  change: (actor: Actor, planId: string, { basedOn, ...wanted }: VisitPlanChange): Promise<VisitPlan> =>
    onPlan(deps, planId, async (change) => {
      const { visitPlans, tickets } = deps.queries
      const before = await locked(deps, change.trx, planId)
      if (before.ended !== null) throw over()
      refuseIfChanged(before, basedOn)
      const home = (await visitPlans.homeOf(change.trx, before.residentId)) ?? fail(gone())
      const every = wanted.every ?? before.every
      const wantedFields = {
        every,
        everyDays: wanted.everyDays === undefined ? (every === 'days' ? before.everyDays : null) : wanted.everyDays,
        wished: wanted.wished ?? before.wished,
        agreed: wanted.agreed === undefined ? before.agreed : wanted.agreed,
        providerId: wanted.providerId === undefined ? before.providerId : wanted.providerId,
        workerId: wanted.workerId === undefined ? before.workerId : wanted.workerId,
      }
      const fields = await checked(change, home, wantedFields, before)
      const last = await visitPlans.lastTurn(change.trx, planId)
      const today = dayAt(change.now, home.timezone)
      const from = last !== null && last >= today ? nextDay(last) : today
      await visitPlans.update(change.trx, planId, {
        every: fields.every,
        every_days: fields.everyDays,
        wished: fields.wished,
        agreed: fields.agreed,
        provider_id: fields.providerId,
        worker_id: fields.workerId,
        next_on: turnFrom({ ...before, ...fields }, from),
        ...stamp(change, actor, before),
      })
      if (fields.agreed !== before.agreed)
        for (const { id, plannedOn, moved } of await visitPlans.openTickets(change.trx, planId)) {
          // For a turn that was moved, another hour was agreed on.
          if (moved) continue
          const ticket = await tickets.lockForChange(change.trx, id)
          if (ticket === null || !notThereYet.some((state) => state === ticket.now.state)) continue
          await visitPlans.moveTicket(change.trx, id, dueAtTurn(plannedOn, fields.agreed, home.timezone))
          tellMoved(change, actor, ticket, { agreed: fields.agreed, before: before.agreed })
        }
      const after = await locked(deps, change.trx, planId)
      tell(change, actor, home, after, { did: 'changed', fields: changesOf(before, after, compared) })
      await makeTurns(change, after, home)
    }),

  moveTurn: moveTurn(deps),

  /** What its end would do. */
  foreseeEnd: async (planId: string, lastOn: string | null): Promise<PlanEnding> =>
    ending(deps, deps.db, planId, lastOn),

  /** It ends now, or with a day to come; what nobody is on the way for any more is cancelled with the reason. */
  end: async (
    actor: Actor,
    planId: string,
    { reason, lastOn = null }: { reason: string; lastOn?: string | null | undefined },
  ): Promise<PlanEnding> => {
    let cancelledIds: string[] = []
    let keptIds: string[] = []
    return inOneTransaction(
      deps,
      async (change) => {
        const { visitPlans, tickets, timeline } = deps.queries
        await timeline.lock(change.trx)
        const plan = await locked(deps, change.trx, planId)
        if (plan.ended !== null) throw over()
        const home = (await visitPlans.homeOf(change.trx, plan.residentId)) ?? fail(gone())
        if (lastOn !== null && lastOn < dayAt(change.now, home.timezone))
          throw wrong('lastOn', 'lies in the past: leave it out to end the plan now')
        const { cancelled, kept } = await ending(deps, change.trx, planId, lastOn)
        for (const { id } of cancelled) {
          const ticket = await tickets.lockForChange(change.trx, id)
          const transition = ticket && overByItself(ticket.now, reason, change.now)
          if (ticket === null || transition === null) continue
          const asked = { ...change, ticket, alert: null }
          const to =
            ticket.now.workerId === null ? {} : { workerId: ticket.now.workerId, workerName: ticket.workerName }
          await applyToTicket(asked, person(actor), transition, to)
          await stopOffer(asked)
        }
        ;[cancelledIds, keptIds] = [cancelled.map(({ id }) => id), kept.map(({ id }) => id)]
        const goesOn = lastOn !== null && plan.nextOn !== null && plan.nextOn <= lastOn
        await visitPlans.update(change.trx, planId, {
          last_on: lastOn ?? plan.lastOn,
          ...stamp(change, actor, plan),
          ...(goesOn
            ? {}
            : {
                next_on: null,
                ended_at: new Date(change.now),
                ended_by: actor.name,
                ended_reason: reason,
              }),
        })
        const after = await locked(deps, change.trx, planId)
        const counts = { cancelled: cancelled.length, kept: kept.length }
        tell(change, actor, home, after, { did: 'ended', reason, lastOn, ...counts })
        await makeTurns(change, after, home)
      },
      async (db) => {
        const all = await deps.queries.tickets.byIds(db, [...cancelledIds, ...keptIds])
        const of = (ids: readonly string[]) => ids.flatMap((id) => all.get(id)?.ticket ?? [])
        return { cancelled: of(cancelledIds), kept: of(keptIds) }
      },
    )
  },
})
export type VisitDesk = ReturnType<typeof visitDesk>

/** Changes a plan and answers it as it then stands. */
const onPlan = (deps: DeskDeps, planId: string, work: (change: Change) => Promise<void>): Promise<VisitPlan> =>
  inOneTransaction(
    deps,
    async (change) => {
      await deps.queries.timeline.lock(change.trx)
      await work(change)
    },
    async (db) => (await deps.queries.visitPlans.get(db, planId)) ?? fail(gone()),
  )

const locked = async (deps: DeskDeps, trx: Database, id: string): Promise<VisitPlan> =>
  (await deps.queries.visitPlans.lockForChange(trx, id)) ?? fail(gone())

async function ending(deps: DeskDeps, db: Database, planId: string, lastOn: string | null): Promise<PlanEnding> {
  const open = await deps.queries.visitPlans.openTickets(db, planId)
  const all = await deps.queries.tickets.byIds(
    db,
    open.map(({ id }) => id),
  )
  const tickets = open.flatMap(({ id, plannedOn }) => {
    const ticket = all.get(id)?.ticket
    return ticket === undefined ? [] : [{ ticket, state: ticket.state, plannedOn }]
  })
  const { cancelled, kept } = endingOf(tickets, lastOn)
  return { cancelled: cancelled.map(({ ticket }) => ticket), kept: kept.map(({ ticket }) => ticket) }
}

type Fields = Pick<VisitPlan, 'every' | 'everyDays' | 'wished' | 'agreed' | 'providerId' | 'workerId'>

/** Who is wished for works there, and days are counted where days are meant. */
async function checked({ deps, trx }: Change, home: Home, fields: Fields, before?: VisitPlan): Promise<Fields> {
  if (fields.every === 'days' && fields.everyDays === null)
    throw wrong('everyDays', 'how many days lie between two turns?')
  if (fields.every !== 'days' && fields.everyDays !== null) throw wrong('everyDays', 'only with `every: days`')
  if (fields.workerId !== null && fields.workerId !== before?.workerId) {
    const worker = await deps.queries.workers.get(trx, fields.workerId)
    if (worker === null || !covers(worker.areaPath, home.areaPath))
      throw wrong('workerId', 'not an active worker of this area')
  }
  if (fields.providerId !== null && fields.providerId !== before?.providerId) {
    const provider = await deps.queries.providers.getWithPath(trx, fields.providerId)
    if (provider === null || !covers(provider.areaPath, home.areaPath))
      throw wrong('providerId', 'not a provider of this area')
  }
  return fields
}

function refuseIfChanged(plan: VisitPlan, basedOn: number | undefined): void {
  if (basedOn === undefined || basedOn === plan.version) return
  throw new ServiceError('changed_meanwhile', `${plan.changedBy} changed this at ${plan.changedAt}: look at it first`, [
    { field: 'basedOn', message: `${plan.changedBy}, version ${plan.version}` },
  ])
}

const stamp = ({ now }: Change, actor: Actor, { version }: VisitPlan) => ({
  version: version + 1,
  changed_by: actor.name,
  changed_at: new Date(now),
})

function tell(
  { entries, now }: Change,
  actor: Actor,
  { areaPath }: Home,
  { id, residentId, service }: VisitPlan,
  data: Record<string, unknown>,
): void {
  entries.push({
    at: now,
    type: 'resident.plan_changed',
    actor: person(actor),
    areaPath,
    residentId,
    data: { planId: id, service, ...data },
  })
}

const gone = () => new ServiceError('not_found', 'there is no such plan')
const over = () => new ServiceError('illegal_transition', 'this plan has ended')
