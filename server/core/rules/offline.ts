import type { DeviceFacts } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isSilenced } from './modes.ts'
import { isInstant, isRecord, type Moment, noLater, type Rule, raise, type Turn } from './rule.ts'
import { overAt } from './wait.ts'

/** `backAt`: when it was heard again after it was missed. `registeredAt`: since when it should have been heard. */
type OfflineState = { silent: boolean; backAt?: number; registeredAt?: number }

/** Its timer: whoever was not heard until then is missed. */
export const offlineTimer = 'offline'
/** Its timer: silent until then, somebody looks in. */
export const lookInTimer = 'look_in'
const dayMs = 86_400_000
/** A timer this late was held up: the hub was down, and nobody could have been heard. They get this long to be heard again. */
const heldUpMs = 60_000
const afterHoldUpMs = 300_000

/** How long a device may be silent before somebody is told, in ms. */
export function silenceMs(facts: Pick<DeviceFacts, 'power' | 'beatMs' | 'limits'>): number {
  const own = facts.limits
  if (facts.power === 'battery') return limitOf(own, 'offline_battery_missed_beats') * facts.beatMs
  const missed = limitOf(own, 'offline_mains_missed_beats') * facts.beatMs
  // What promises less than a beat in that time can't be judged before its beat is due.
  const atMost = Math.max(limitOf(own, 'offline_mains_at_most_seconds') * 1000, facts.beatMs * 1.25)
  return Math.min(missed, atMost)
}

/**
 * Whether a device can be counted on to be heard: connected, or asleep between the beats a battery lets it have, and heard
 * from within the interval in which it is supervised. What has mains and isn't connected is out of reach at once.
 */
export function isInReach(
  { online, lastSeenAt }: { online: boolean; lastSeenAt: number | null },
  facts: Pick<DeviceFacts, 'power' | 'beatMs' | 'limits'>,
  now: number,
): boolean {
  return online || (facts.power === 'battery' && lastSeenAt !== null && now - lastSeenAt <= silenceMs(facts))
}

/** Without them nobody hears that a person needs help. */
export const lifeMayHangOn: ReadonlySet<DeviceFacts['kind']> = new Set(['call_button', 'fall_sensor', 'bed'])

const names: Record<DeviceFacts['power'], readonly LimitName[]> = {
  mains: ['offline_mains_missed_beats', 'offline_mains_at_most_seconds'],
  battery: ['offline_battery_missed_beats'],
}

/**
 * Not heard from for too long. The timer isn't pushed back by every message (at 20,000 a second that would be the
 * dearest thing the hub does): when it fires, it looks at when the device was last heard, and waits on if that is recent.
 * A device that was registered is waited for as well. Where a life may hang on it, somebody looks in when it stays silent.
 */
export const offline: Rule<OfflineState> = {
  name: 'offline',
  version: 3,
  read: readOffline,

  step(state, moment) {
    if (moment.timer?.name === offlineTimer) return timeIsUp(state, moment)
    if (moment.timer?.name === lookInTimer) return stillSilent(state, moment)
    if (moment.changed) return awaited(state, moment)

    const { now, at, lastSeenAt } = moment
    const awaitedNoMore = state.registeredAt !== undefined
    if (!moment.heard || (!state.silent && !awaitedNoMore && runs(moment))) return null
    const start = { do: 'start_timer', name: offlineTimer, due: missedAt(moment, lastSeenAt ?? now) } as const
    if (!state.silent) return { next: backAtOf(state), effects: [start] }
    const effects: Effect[] = [
      { do: 'clear', kind: 'device_offline', at, reason: 'heard from again' },
      { do: 'note', type: 'device.online', at },
      start,
    ]
    if (moment.timers[lookInTimer] !== undefined) effects.push({ do: 'cancel_timer', name: lookInTimer })
    return { next: { silent: false, backAt: at }, effects }
  },
}

function timeIsUp(state: OfflineState, moment: Moment): Turn<OfflineState> | null {
  const { facts, now, timer: fired } = moment
  const since = moment.lastSeenAt ?? state.registeredAt
  if (fired === null || state.silent || since === undefined) return null
  const again = (due: number) => ({ next: state, effects: [{ do: 'start_timer', name: offlineTimer, due } as const] })
  const never = moment.lastSeenAt === null
  const due = since + (never ? firstMs(facts) : silenceMs(facts))
  if (now < due) return again(never ? due : missedAt(moment, since))
  if (now - fired.due > heldUpMs) return again(now + Math.min(silenceMs(facts), afterHoldUpMs))
  if (isSilenced(facts, 'device_offline', now)) return again((facts.maintenanceUntil ?? now) + silenceMs(facts))
  const seen = [{ what: never ? 'registered' : 'last_seen', value: null, at: since }]
  const limits: readonly LimitName[] = never ? ['offline_first_days'] : names[facts.power]
  const effects: Effect[] = [
    raise(offline, moment, { kind: 'device_offline', priority: 4, at: due, limits, seen }),
    { do: 'note', type: 'device.offline', at: due },
  ]
  if (!never && lifeMayHangOn.has(facts.kind))
    effects.push({ do: 'start_timer', name: lookInTimer, due: now + lookInMs(facts) })
  return { next: { ...state, silent: true }, effects }
}

/** Not mended in time: a person looks in. Whoever isn't at home needs nobody to. */
function stillSilent(state: OfflineState, { facts, now }: Moment): Turn<OfflineState> | null {
  if (!state.silent) return null
  if (facts.mode !== 'home')
    return { next: state, effects: [{ do: 'start_timer', name: lookInTimer, due: now + lookInMs(facts) }] }
  return { next: state, effects: [{ do: 'look_in', about: 'device_offline' }] }
}

/** Registered, and not heard of yet: from now on it is waited for. Edited, it is waited for no longer than it now may be silent. */
function awaited(state: OfflineState, moment: Moment): Turn<OfflineState> | null {
  const { lastSeenAt, timers, at, facts } = moment
  if (state.silent) return null
  const since = lastSeenAt ?? state.registeredAt
  if (timers[offlineTimer] !== undefined) {
    if (since === undefined) return null
    const due = lastSeenAt === null ? since + firstMs(facts) : missedAt(moment, since)
    return noLater(state, moment, offlineTimer, due)
  }
  if (lastSeenAt !== null) return null
  return {
    next: { ...state, registeredAt: at },
    effects: [{ do: 'start_timer', name: offlineTimer, due: at + firstMs(facts) }],
  }
}

/** When a device that was last heard then is missed, by what holds by that time; not before now. */
const missedAt = (moment: Moment, lastSeenAt: number): number =>
  overAt(moment, (limits) => lastSeenAt + silenceMs({ ...moment.facts, limits }))

const firstMs = ({ limits }: DeviceFacts): number => limitOf(limits, 'offline_first_days') * dayMs
const lookInMs = ({ limits }: DeviceFacts): number => limitOf(limits, 'look_in_after_minutes') * 60_000

/** Whether a timer watches over the silence. One that is long overdue doesn't: its job was lost or is held up. */
const runs = ({ timers, now }: Moment): boolean => now - (timers[offlineTimer] ?? Number.NEGATIVE_INFINITY) <= heldUpMs

const backAtOf = ({ silent, backAt }: OfflineState): OfflineState =>
  backAt === undefined ? { silent } : { silent, backAt }

/** What the rule remembers, for those who look at a home as a whole. */
export function readOffline(slice: unknown): OfflineState {
  if (!isRecord(slice)) return { silent: false }
  return {
    silent: slice.silent === true,
    ...(isInstant(slice.backAt) ? { backAt: slice.backAt } : {}),
    ...(isInstant(slice.registeredAt) ? { registeredAt: slice.registeredAt } : {}),
  }
}
