import type { LiveEvent } from '../contract/alerts.ts'
import { eventSeenBy, viewerOf } from '../contract/seen.ts'
import type { Actor } from '../core/access/roles.ts'
import type { UnfilteredEvent } from '../store/live-events.ts'

/** Everybody in a room gets the same of an event. */
const room = {
  staff: (areaId: string) => `staff:${areaId}`,
  provider: (areaId: string) => `provider:${areaId}`,
  family: (residentId: string) => `family:${residentId}`,
  worker: (userId: string) => `worker:${userId}`,
}

/** Where somebody listens. */
export function roomsOf(actor: Actor, residentIds: readonly string[]): string[] {
  const viewer = viewerOf(actor)
  switch (viewer.as) {
    case 'staff':
    case 'provider':
      return [room[viewer.as](actor.areaId)]
    case 'family':
      return residentIds.map(room.family)
    case 'worker':
      return [room.worker(actor.id)]
  }
}

export type Delivery = { rooms: readonly string[]; event: LiveEvent }

/** Who gets an event, and what of it. */
export function deliveries({ event, areaPath, hands }: UnfilteredEvent): Delivery[] {
  // An area's staff see everything below it: the event goes to the rooms of all areas above.
  const areaIds = areaPath.split('/').filter((id) => id !== '')
  const all: { rooms: string[]; event: LiveEvent | null }[] = [
    { rooms: areaIds.map(room.staff), event: eventSeenBy({ as: 'staff' }, event) },
    { rooms: areaIds.map(room.provider), event: eventSeenBy({ as: 'provider' }, event) },
  ]
  const { residentId } = event.entry
  if (residentId !== null) all.push({ rooms: [room.family(residentId)], event: eventSeenBy({ as: 'family' }, event) })
  for (const { workerId, hand } of hands)
    all.push({ rooms: [room.worker(workerId)], event: eventSeenBy({ as: 'worker', workerId }, event, hand) })
  return all.flatMap(({ rooms, event: seen }) => (seen === null || rooms.length === 0 ? [] : [{ rooms, event: seen }]))
}
