import type { AreaPolicies, Countdown, PolicyPreview, PolicyStep } from '../contract/policies.ts'
import { person } from '../core/access/acting.ts'
import { type Action, inArea, may, mayRole } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { type Priority, priorities } from '../core/alert/alert.ts'
import { type FieldError, ServiceError } from '../core/errors.ts'
import { checkPolicy, inOrder } from '../core/escalation/check.ts'
import { policiesOf, policyAt } from '../core/escalation/inherit.ts'
import type { EscalationStep } from '../core/escalation/policy.ts'
import { type Foreseen, foresee, reachesNobody } from '../core/escalation/told.ts'
import { aroundOf } from './around.ts'
import type { DeskDeps } from './deps.ts'

/**
 * A new version holds for alerts received this much later: by then every process that raises alerts knows of it, so
 * that all parts of an escalation follow the same one.
 */
const takesEffectAfterMs = 2_000

export type PolicyDesk = {
  ofArea(actor: Actor, areaId: string): Promise<AreaPolicies>
  /** Throws `invalid` naming each field, `changed_meanwhile` when somebody changed it since `basedOn`. */
  set(
    actor: Actor,
    change: {
      areaId: string
      priority: Priority
      steps: readonly PolicyStep[] | null
      basedOn?: number | undefined
    },
  ): Promise<AreaPolicies>
  setDuty(
    actor: Actor,
    areaId: string,
    duty: { name: string; phone: string | null; email: string | null } | null,
  ): Promise<AreaPolicies>
  /** Who would be told right now, by the same function that decides it when it is due. */
  preview(
    actor: Actor,
    about: {
      areaId: string
      priority: Priority
      residentId?: string | undefined
      steps?: readonly PolicyStep[] | undefined
    },
  ): Promise<PolicyPreview>
  countdown(actor: Actor, alertId: string): Promise<Countdown>
}

export const policyDesk = (deps: DeskDeps): PolicyDesk => ({
  ofArea: (actor, areaId) => ofArea(deps, actor, areaId),

  async set(actor, { areaId, priority, steps, basedOn }) {
    const area = await areaFor(deps, actor, 'policy.write', areaId)
    const wanted = steps === null ? null : inOrder(steps.map(stepOf))
    refuse(steps === null ? [] : checkPolicy(priority, steps.map(stepOf)))
    const known = await deps.queries.policies.above(deps.db, area.path)
    const latest = known.filter((one) => one.areaId === areaId && one.priority === priority).at(-1)?.version ?? 0
    const changedMeanwhile = (message: string) =>
      new ServiceError('changed_meanwhile', 'somebody has changed this policy meanwhile', [
        { field: 'basedOn', message },
      ])
    if (basedOn !== undefined && basedOn !== latest) throw changedMeanwhile(`the latest version is ${latest}`)
    const made = await deps.queries.policies.insert(deps.db, {
      id: deps.newId(),
      areaId,
      priority,
      steps: wanted,
      effectiveFrom: deps.now() + takesEffectAfterMs,
      madeBy: person(actor),
      basedOn,
    })
    // Of two who began with the same version at once, one is refused.
    if (made === null) throw changedMeanwhile('there is a later version')
    await deps.plans?.reload()
    return ofArea(deps, actor, areaId)
  },

  async setDuty(actor, areaId, duty) {
    await areaFor(deps, actor, 'policy.write', areaId)
    if (duty !== null && duty.phone === null && duty.email === null)
      refuse([{ field: 'duty.phone', message: 'a duty number has a telephone or an e-mail address' }])
    await deps.queries.policies.setDuty(deps.db, areaId, duty)
    return ofArea(deps, actor, areaId)
  },

  async preview(actor, { areaId, priority, residentId, steps }) {
    const area = await areaFor(deps, actor, 'policy.read', areaId)
    const { db, queries } = deps
    const now = deps.now()
    refuse(steps === undefined ? [] : checkPolicy(priority, steps.map(stepOf)))
    const resident = residentId === undefined ? null : await residentIn(deps, actor, residentId)
    const spot = { areaPath: area.path, residentId: resident?.id ?? null, home: resident?.place ?? null }
    const plan = steps?.map(stepOf) ?? (await newestPolicy(deps, area.path, priority)).steps
    const foreseen = foresee(priority, plan, await aroundOf(deps, db, spot, now))
    const counted = resident === null ? await queries.policiesReach.residentsWithoutContact(db, area.path) : null
    return {
      at: new Date(now).toISOString(),
      steps: foreseen.map(shown),
      nobody: foreseen.every(reachesNobody),
      residents: counted && { all: counted.residents, withoutContact: counted.without },
    }
  },

  async countdown(actor, alertId) {
    const { db, queries } = deps
    const found = await queries.alerts.getWithPath(db, alertId)
    if (found === null || !may(actor, 'policy.read', found)) {
      if (!mayRole(actor.role, 'policy.read')) throw new ServiceError('forbidden', `a ${actor.role} can't do that`)
      throw new ServiceError('not_found', 'no such alert')
    }
    const due = found.alert.state === 'open' ? await queries.policies.nextStep(db, alertId) : null
    if (due === null) return { next: [], again: false, policy: null }
    const since = due.since ?? Date.parse(found.alert.receivedAt)
    const versions = policiesOf(await queries.policies.above(db, found.areaPath))
    const policy = policyAt(versions, found.areaPath, found.alert.priority, due.planAt ?? since)
    const ahead = policy.steps.slice(due.step)
    if (due.again) {
      const tell = [...new Set(ahead.flatMap((step) => step.tell.map(({ whom }) => whom)))]
      return {
        next: [{ step: due.step, dueAt: new Date(due.at).toISOString(), tell }],
        again: true,
        policy: policy.from,
      }
    }
    const next = ahead.map(({ afterMs, tell }, nth) => ({
      step: due.step + nth,
      dueAt: new Date(nth === 0 ? due.at : Math.max(due.at, since + afterMs)).toISOString(),
      tell: tell.map(({ whom }) => whom),
    }))
    return { next, again: false, policy: policy.from }
  },
})

async function ofArea(deps: DeskDeps, actor: Actor, areaId: string): Promise<AreaPolicies> {
  const { db, queries } = deps
  const area = await areaFor(deps, actor, 'policy.read', areaId)
  const versions = await queries.policies.above(db, area.path)
  const policies = policiesOf(versions)
  const items = await Promise.all(
    priorities.map(async (priority) => {
      const { steps, from } = policyAt(policies, area.path, priority, Number.POSITIVE_INFINITY)
      const own = versions.filter((one) => one.areaId === areaId && one.priority === priority).at(-1)
      const made = versions.find(
        (one) => one.areaId === from?.areaId && one.priority === priority && one.version === from.version,
      )
      const named = made && (await queries.areas.get(db, made.areaId))
      return {
        areaId,
        priority,
        steps: steps.map(written),
        from:
          made === undefined
            ? null
            : {
                areaId: made.areaId,
                areaName: named?.name ?? '',
                version: made.version,
                effectiveFrom: new Date(made.effectiveFrom).toISOString(),
                madeBy: made.madeBy,
              },
        ownVersion: own?.version ?? 0,
      }
    }),
  )
  const duty = await queries.policies.dutyOf(db, area.path)
  return { items, duty, channels: deps.channels ?? { email: true, webhook: false } }
}

async function newestPolicy(deps: DeskDeps, areaPath: string, priority: Priority) {
  const versions = await deps.queries.policies.above(deps.db, areaPath)
  return policyAt(policiesOf(versions), areaPath, priority, Number.POSITIVE_INFINITY)
}

async function areaFor(deps: DeskDeps, actor: Actor, action: Action, areaId: string) {
  if (!mayRole(actor.role, action)) throw new ServiceError('forbidden', `a ${actor.role} can't do that`)
  const area = await deps.queries.areas.get(deps.db, areaId)
  if (area === null || !inArea(actor, area.path))
    throw new ServiceError('invalid', 'there is no such area within yours', [
      { field: 'areaId', message: 'no such area' },
    ])
  return area
}

async function residentIn(deps: DeskDeps, actor: Actor, id: string) {
  const found = await deps.queries.residents.getWithPath(deps.db, id)
  if (found === null || !inArea(actor, found.areaPath))
    throw new ServiceError('invalid', 'there is no such resident within your area', [
      { field: 'residentId', message: 'no such resident' },
    ])
  return found.resident
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new ServiceError('invalid', 'this policy can not be used', errors)
}

const stepOf = ({ afterSeconds, tell }: PolicyStep): EscalationStep => ({ afterMs: afterSeconds * 1000, tell })
const written = ({ afterMs, tell }: EscalationStep): PolicyStep => ({
  afterSeconds: afterMs / 1000,
  tell: tell.map(({ whom, channels }) => ({ whom, channels: [...channels] })),
})

function shown(foreseen: Foreseen): PolicyPreview['steps'][number] {
  const { afterMs, told, gaps } = foreseen
  const people = new Map<string, PolicyPreview['steps'][number]['told'][number]>()
  for (const { whom, to, channel } of told) {
    const key = `${whom} ${to.id}`
    const known = people.get(key)
    if (known === undefined) people.set(key, { whom, name: to.name, channels: [channel] })
    else known.channels.push(channel)
  }
  return {
    afterSeconds: afterMs / 1000,
    told: [...people.values()],
    missed: [...gaps],
    nobody: reachesNobody(foreseen),
  }
}
