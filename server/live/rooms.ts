import type { LiveEvent } from '../contract/alerts.ts'
import { eventSeenBy, eventWithin, isFolded, isOfIncident, viewerOf } from '../contract/seen.ts'
import { areaIdsOf } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import type { UnfilteredEvent } from '../store/live-events.ts'

/** Everybody in a room gets the same of an event. */
const room = {
  staff: (areaId: string) => `staff:${areaId}`,
  /** Staff of that area and of every area in it. */
  below: (areaId: string) => `below:${areaId}`,
  provider: (areaId: string) => `provider:${areaId}`,
  /** Where nothing is said: whoever is another's family by now comes anew. */
  of: (residentId: string) => `of:${residentId}`,
  family: (userId: string) => `family:${userId}`,
  worker: (userId: string) => `worker:${userId}`,
}

/** Where somebody listens. */
export function roomsOf(actor: Actor, residentIds: readonly string[]): string[] {
  const viewer = viewerOf(actor)
  switch (viewer.as) {
    case 'staff':
      return [room.staff(actor.areaId), ...areaIdsOf(actor.areaPath).map(room.below)]
    case 'provider':
      return [room.provider(actor.areaId)]
    case 'family':
      return [room.family(actor.id), ...residentIds.map(room.of)]
    case 'worker':
      return [room.worker(actor.id)]
  }
}

export type Delivery = { rooms: readonly string[]; event: LiveEvent }

/** Who gets an event, and what of it. */
export function deliveries({ event, areaPath, now, family, hands }: UnfilteredEvent): Delivery[] {
  // An area's staff see everything below it: the event goes to the rooms of all areas above.
  const areaIds = areaIdsOf(areaPath)
  // An incident concerns those whose area it covers as well. In one delivery: who is in two of its rooms hears it once.
  const below = isOfIncident(event.entry.type) ? areaIds.slice(-1).map(room.below) : []
  const all: { rooms: string[]; event: LiveEvent | null }[] = parted(areaIds, now).flatMap((ids) => {
    const within = eventWithin(event, now, pathTo(areaIds, ids.at(-1)))
    return [
      {
        rooms: [...(isFolded(event.entry) ? [] : ids.map(room.staff)), ...(ids.at(-1) === areaIds.at(-1) ? below : [])],
        event: eventSeenBy({ as: 'staff' }, within),
      },
      { rooms: ids.map(room.provider), event: eventSeenBy({ as: 'provider' }, within) },
    ]
  })
  for (const readings of [true, false]) {
    const rooms = family.flatMap((one) => (one.readings === readings ? [room.family(one.userId)] : []))
    const readingsOf = new Set(readings && event.entry.residentId !== null ? [event.entry.residentId] : [])
    all.push({ rooms, event: eventSeenBy({ as: 'family', readingsOf }, event) })
  }
  for (const { workerId, hand } of hands)
    all.push({ rooms: [room.worker(workerId)], event: eventSeenBy({ as: 'worker', workerId }, event, hand) })
  return all.flatMap(({ rooms, event: seen }) => (seen === null || rooms.length === 0 ? [] : [{ rooms, event: seen }]))
}

/** The areas above that see the alert and the ticket where they are now, and those that don't any more: as a rule, none. */
function parted(areaIds: readonly string[], now: UnfilteredEvent['now']): string[][] {
  const parts = new Map<string, string[]>()
  for (const id of areaIds) {
    const path = pathTo(areaIds, id)
    const sees = [now.alert, now.ticket].map((where) => where?.startsWith(path) === true).join()
    parts.set(sees, [...(parts.get(sees) ?? []), id])
  }
  return [...parts.values()]
}

const pathTo = (areaIds: readonly string[], id: string | undefined): string =>
  areaIds.slice(0, areaIds.indexOf(id ?? '') + 1).reduce((path, one) => `${path}${one}/`, '/')
