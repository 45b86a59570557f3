import type { DeviceFacts } from './device.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isRecord, type Moment, type Rule, raise } from './rule.ts'

type OfflineState = { silent: boolean }

const timer = 'offline'
/** A timer this late was held up: the hub was down, and nobody could have been heard. They get this long to be heard again. */
const heldUpMs = 60_000
const afterHoldUpMs = 300_000

/** How long a device may be silent before somebody is told, in ms. */
export function silenceMs(facts: DeviceFacts): number {
  const own = facts.limits
  if (facts.power === 'battery') return limitOf(own, 'offline_battery_missed_beats') * facts.beatMs
  const missed = limitOf(own, 'offline_mains_missed_beats') * facts.beatMs
  // What promises less than a beat in that time can't be judged before its beat is due.
  const atMost = Math.max(limitOf(own, 'offline_mains_at_most_seconds') * 1000, facts.beatMs * 1.25)
  return Math.min(missed, atMost)
}

const names: Record<DeviceFacts['power'], readonly LimitName[]> = {
  mains: ['offline_mains_missed_beats', 'offline_mains_at_most_seconds'],
  battery: ['offline_battery_missed_beats'],
}

/**
 * Not heard from for too long. The timer isn't pushed back by every message (at 20,000 a second that would be the
 * dearest thing the hub does): when it fires, it looks at when the device was last heard, and waits on if that is recent.
 */
export const offline: Rule<OfflineState> = {
  name: 'offline',
  version: 1,
  read: (slice) => ({ silent: isRecord(slice) && slice.silent === true }),

  step(state, moment) {
    const { facts, now, at, lastSeenAt } = moment
    if (moment.timer?.name === timer) {
      if (state.silent || lastSeenAt === null) return null
      const due = lastSeenAt + silenceMs(facts)
      if (now < due) return { next: state, effects: [{ do: 'start_timer', name: timer, due }] }
      if (now - moment.timer.due > heldUpMs) {
        const again = now + Math.min(silenceMs(facts), afterHoldUpMs)
        return { next: state, effects: [{ do: 'start_timer', name: timer, due: again }] }
      }
      const seen = [{ what: 'last_seen', value: null, at: lastSeenAt }]
      return {
        next: { silent: true },
        effects: [
          raise(offline, moment, { kind: 'device_offline', priority: 4, at: due, limits: names[facts.power], seen }),
          { do: 'note', type: 'device.offline', at: due },
        ],
      }
    }

    if (!moment.heard || (!state.silent && runs(moment))) return null
    const start = { do: 'start_timer', name: timer, due: (lastSeenAt ?? now) + silenceMs(facts) } as const
    if (!state.silent) return { next: state, effects: [start] }
    return {
      next: { silent: false },
      effects: [
        { do: 'clear', kind: 'device_offline', at, reason: 'heard from again' },
        { do: 'note', type: 'device.online', at },
        start,
      ],
    }
  },
}

/** Whether a timer watches over the silence. One that is long overdue doesn't: its job was lost or is held up. */
const runs = ({ timers, now }: Moment): boolean => now - (timers[timer] ?? Number.NEGATIVE_INFINITY) <= heldUpMs
