import { type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import { inject } from './events.ts'
import { loadNights } from './recordings.ts'
import { type Raised, sleep } from './sleeper.ts'

export type Quiet = {
  nights: number
  hours: number
  raised: { subject: string; night: string; raised: Raised }[]
}

/** Healthy sleepers, each in a bed that knows nothing of them on the first evening: whatever is raised is false. */
export function quietOf(path: string): Quiet {
  const quiet: Quiet = { nights: 0, hours: 0, raised: [] }
  let state = newDeviceState
  let sleeper = ''
  for (const night of loadNights(path)) {
    if (night.subject !== sleeper) state = newDeviceState
    sleeper = night.subject
    const slept = sleep(night, state)
    state = slept.state
    quiet.nights += 1
    quiet.hours += (night.values.length * night.everySeconds) / 3600
    for (const raised of slept.raised) quiet.raised.push({ subject: night.subject, night: night.night, raised })
  }
  return quiet
}

export type Caught = { what: string; of: number; caught: number; worstSeconds: number; missed: string }

const inTimeMs = 90_000

/** Every event put into every night at three parts of it: how many were told in time. */
export function caughtIn(path: string, start: DeviceState, parts: readonly number[] = [0.2, 0.5, 0.75]): Caught[] {
  const byWhat = new Map<string, Caught>()
  for (const night of loadNights(path))
    for (const part of parts)
      for (const { what, night: changed, begins, isOneAt } of inject(night, part)) {
        const told = sleep(changed, start).raised.find(({ at }) => at >= begins)
        const afterMs = told === undefined ? Number.POSITIVE_INFINITY : told.at - isOneAt
        const so = byWhat.get(what) ?? { what, of: 0, caught: 0, worstSeconds: Number.NEGATIVE_INFINITY, missed: '' }
        const inTime = afterMs <= inTimeMs
        byWhat.set(what, {
          what,
          of: so.of + 1,
          caught: so.caught + (inTime ? 1 : 0),
          worstSeconds: Math.max(so.worstSeconds, afterMs / 1000),
          missed: inTime ? so.missed : `${so.missed} ${night.subject}/${night.night}@${part}:${afterMs / 1000}`,
        })
      }
  return [...byWhat.values()]
}
