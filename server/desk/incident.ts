import type { Incident } from '../contract/incidents.ts'
import { hub, person } from '../core/access/acting.ts'
import { inArea, may } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import type { Outcome } from '../core/alert/alert.ts'
import { ServiceError } from '../core/errors.ts'
import { fixedFirstStep } from '../core/escalation/inherit.ts'
import { foldPolicy } from '../core/incident/incident.ts'
import { courseOf } from '../core/incident/over.ts'
import * as transitions from '../core/incident/transitions.ts'
import type { LockedIncident } from '../store/incidents.ts'
import type { NewJob } from '../store/jobs.ts'
import { type Change, fail, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'

/** One claim for all of its alerts. Throws `already_claimed`, naming who has it. */
export const claim = (deps: DeskDeps) => (actor: Actor, incidentId: string) =>
  changeIncident(deps, incidentId, async (change, incident) => {
    mustWork(actor, incident)
    await apply(change, incident, actor, transitions.claim(incident.now, actor, change.now))
    await lookWhenIdle(change, incident)
  })

/** A supervisor takes it from its owner. */
export const takeOver = (deps: DeskDeps) => (actor: Actor, incidentId: string) =>
  changeIncident(deps, incidentId, async (change, incident) => {
    mustWork(actor, incident)
    await apply(change, incident, actor, transitions.takeOver(incident.now, actor, change.now))
    await lookWhenIdle(change, incident)
  })

export const note = (deps: DeskDeps) => (actor: Actor, incidentId: string, what: { note: string }) =>
  changeIncident(deps, incidentId, async (change, incident) => {
    mustWork(actor, incident)
    await apply(change, incident, actor, transitions.note(incident.now, actor, what, change.now))
    await lookWhenIdle(change, incident)
  })

/** Back to the queue. */
export const release = (deps: DeskDeps) => (actor: Actor, incidentId: string, how: { note?: string | undefined }) =>
  changeIncident(deps, incidentId, async (change, incident) => {
    mustWork(actor, incident)
    await apply(change, incident, actor, transitions.release(incident.now, actor, how))
  })

/** Whoever has it may no longer work on it: back to the queue. */
export const ownerGone = (
  deps: DeskDeps,
  incidentId: string,
  ownerId: string,
  goesOn: (areaPath: string) => boolean,
): Promise<Incident> =>
  changeIncident(deps, incidentId, async (change, incident) => {
    if (incident.now.owner?.id !== ownerId || goesOn(incident.areaPath)) return
    await apply(change, incident, null, transitions.ownerGone(incident.now))
  })

/** Its outcome is that of every alert in it which nobody has taken out; those that somebody holds stand alone again. */
export const resolve =
  (deps: DeskDeps) => (actor: Actor, incidentId: string, how: { outcome: Outcome; note?: string | undefined }) =>
    changeIncident(deps, incidentId, async (change, incident) => {
      mustWork(actor, incident)
      const { deps, trx, now } = change
      const said = how.note === undefined ? { outcome: how.outcome } : { outcome: how.outcome, note: how.note }
      const transition = transitions.resolve(incident.now, actor, said, now)
      await apply(change, incident, actor, transition)
      const { outcome, outcomeNote: note } = incident.now
      if (outcome === null) return
      await deps.queries.incidentMembers.resolveAll(trx, incidentId, { outcome, note, at: now, actor: person(actor) })
      await letGo(change, incident)
      await stopWatching(change, incident)
    })

/**
 * The clock's look at it: says how it stands when that has changed, and ends it when it is over. Changes ask for this
 * look within a second, and as one, so that nothing is told of an incident more often than that.
 */
export const watch = (deps: DeskDeps) => async (job: { incidentId: string }) => {
  await changeIncident(deps, job.incidentId, async (change, incident) => {
    if (incident.now.state === 'resolved') return
    const { queries } = deps
    const { trx, now } = change
    const idle = transitions.claimIdle(incident.now, now)
    if (idle.ok) await apply(change, incident, null, idle)
    const course = courseOf(incident.standing, foldPolicy, now)
    if (course.is === 'runs') {
      if (incident.members !== incident.told.members || incident.back !== incident.told.back)
        tell(change, incident, hub, 'incident.changed', {})
      await queries.incidents.saveTold(trx, incident)
      const { jobKey } = queries.jobs
      if (course.lookAt !== null)
        await queries.jobs.enqueue(trx, {
          name: 'watch_incident',
          payload: job,
          key: jobKey.incidentFades(incident.id),
          at: course.lookAt,
        })
      return
    }
    if (course.is === 'narrows') {
      const { gatewayId } = course
      await queries.incidents.narrow(trx, incident.id, gatewayId)
      await letGo(change, incident, gatewayId)
      tell(change, incident, hub, 'incident.changed', { gatewayId })
      await queries.incidents.saveTold(trx, incident)
      return
    }
    await apply(change, incident, null, transitions.close(incident.now, course.is, now))
    await letGo(change, incident)
    await stopWatching(change, incident)
  })
}

type Entry = transitions.IncidentEntry['type'] | 'incident.changed'

async function changeIncident(
  deps: DeskDeps,
  incidentId: string,
  work: (change: Change, incident: LockedIncident) => Promise<void>,
): Promise<Incident> {
  const { incidents } = deps.queries
  const notFound = () => new ServiceError('not_found', 'no such incident')
  return inOneTransaction(
    deps,
    async (change) => work(change, (await incidents.lockForChange(change.trx, incidentId)) ?? fail(notFound())),
    async (trx) => (await incidents.getWithPath(trx, incidentId))?.incident ?? fail(notFound()),
  )
}

/** Writes a transition and gathers its entry; without an actor it is the hub's. Throws the transition's error. */
async function apply(
  change: Change,
  incident: LockedIncident,
  actor: Actor | null,
  transition: transitions.IncidentTransition,
): Promise<void> {
  if (!transition.ok) throw transition.error
  incident.now = transition.next
  if (transition.entry === null) return
  await change.deps.queries.incidents.save(change.trx, incident.id, transition.next)
  tell(change, incident, actor === null ? hub : person(actor), transition.entry.type, transition.entry.data)
}

function tell(
  change: Change,
  incident: LockedIncident,
  actor: Change['entries'][number]['actor'],
  type: Entry,
  data: Record<string, unknown>,
): void {
  const { id, areaPath, kind, members, back } = incident
  change.entries.push({
    at: change.now,
    type,
    actor,
    areaPath,
    incidentId: id,
    data: { kind, members, back, ...data },
  })
}

/**
 * What isn't over with the incident is a row of the queue again, which browsers must be told. What was left to the incident
 * comes back to it: the plan of its area begins, and somebody looks in where that was due meanwhile.
 */
async function letGo(change: Change, { id, kind }: LockedIncident, but: string | null = null): Promise<void> {
  const { deps, trx, now, entries } = change
  const { incidentMembers, jobs } = deps.queries
  const firstStep = deps.plans?.firstStep ?? fixedFirstStep
  const due: NewJob[] = []
  for (const { kind: about, priority, waits, missedLookIn, ...alert } of await incidentMembers.letGo(trx, id, but)) {
    entries.push({ at: now, type: 'alert.left_incident', actor: hub, ...alert, data: { kind } })
    const { alertId, areaPath, deviceId } = alert
    const first = waits ? firstStep(areaPath, priority, now) : null
    if (first !== null) {
      const payload = { alertId, step: first.step, since: now }
      due.push({ name: 'escalate', payload, key: jobs.jobKey.escalate(alertId), at: first.at, urgency: priority })
    }
    if (missedLookIn && deviceId !== null)
      due.push({ name: 'look_in', payload: { deviceId, about }, key: jobs.jobKey.lookIn(deviceId), at: now })
  }
  await jobs.enqueueAll(trx, due)
}

/** Whoever has it works on it, or it goes back to the queue. */
async function lookWhenIdle({ deps, trx }: Change, { id, now }: LockedIncident): Promise<void> {
  const at = transitions.idleAt(now)
  if (at === null) return
  const { jobs } = deps.queries
  const key = jobs.jobKey.incidentIdle(id)
  await jobs.enqueue(trx, { name: 'watch_incident', payload: { incidentId: id }, key, at })
}

async function stopWatching({ deps, trx }: Change, { id }: LockedIncident): Promise<void> {
  const { jobs } = deps.queries
  await jobs.cancel(trx, jobs.jobKey.incidentIdle(id))
  await jobs.cancel(trx, jobs.jobKey.incident(id))
  await jobs.cancel(trx, jobs.jobKey.incidentFades(id))
}

/** An incident that reaches beyond somebody's own area is seen by them, and worked on by whoever answers for all of it. */
function mustWork(actor: Actor, { areaPath }: LockedIncident): void {
  if (may(actor, 'alert.work', { areaPath })) return
  const sees = inArea(actor, areaPath) || actor.areaPath.startsWith(areaPath)
  if (!sees || !may(actor, 'incident.read', { areaPath: actor.areaPath }))
    throw new ServiceError('not_found', 'no such incident')
  throw new ServiceError('forbidden', 'this incident reaches beyond your area: work on its alerts one by one')
}
