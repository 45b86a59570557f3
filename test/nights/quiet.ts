import { type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import { type How, hows, type Injected, inject } from './events.ts'
import { inTimeSeconds, type Known, knownInTime } from './late.ts'
import { loadNights, type Night } from './recordings.ts'
import { known, type Raised, sleep, tell } from './sleeper.ts'

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

/**
 * One event put into a night: which, and how long after it was one it was told. `toldBefore`: an alert of the same rise or
 * fall was raised earlier, and was over by itself before it was one. `known`: of a drift told late, what was known when it
 * should have been told.
 */
export type Caught = {
  what: string
  how: How
  where: string
  afterSeconds: number
  toldBefore: boolean
  known: Known | null
}

/** Told sooner than this before it is one, and over again by then, is another story. */
const soonSeconds = 600

/** Every event put into every night at these parts of it. */
export function caughtIn(path: string, parts: readonly number[], asked: readonly How[] = hows): Caught[] {
  return loadNights(path).flatMap((night) => {
    const events = parts.flatMap((part) => inject(night, part, asked))
    if (events.length === 0) return []
    const states = known(night, [...new Set(events.map(({ from }) => from))])
    return events.map((event) => {
      const told = toldAfter(night, event, states.get(event.from) ?? newDeviceState)
      const where = `${night.subject}/${night.night} +${Math.round((event.from * night.everySeconds) / 60)} min`
      const isLate = event.isBeyond !== null && told.afterSeconds > inTimeSeconds
      return { what: event.what, how: event.how, where, ...told, known: isLate ? knownInTime(night, event) : null }
    })
  })
}

/** Seconds from when it is one; negative when it was told before and either soon before or not over by then. */
function toldAfter(night: Night, { from, values, isOneAt }: Injected, start: DeviceState) {
  let state = start
  let toldAt: number | null = null
  let isOver = false
  let toldBefore = false
  for (const [index, value] of values.entries()) {
    const told = tell(night, state, from + index, value)
    state = told.state
    const afterSeconds = (from + index - isOneAt) * night.everySeconds
    if (told.raised.length > 0) {
      if (toldAt === null || isOver) toldAt = afterSeconds
      isOver = false
    }
    if (told.cleared) isOver = true
    if (told.raised.length > 0 && afterSeconds < 0) toldBefore = true
    if (afterSeconds >= 0 && toldAt !== null && (!isOver || toldAt >= -soonSeconds))
      return { afterSeconds: toldAt, toldBefore }
  }
  return { afterSeconds: Number.POSITIVE_INFINITY, toldBefore }
}
