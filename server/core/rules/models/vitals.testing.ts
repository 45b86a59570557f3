import { metrics } from '../../../../devices/reading.ts'
import { inOrder, type Told } from './told.testing.ts'

const second = 1000
const live = 120 * second

export type Measured = { at: number; heard: number; value: number }
/** One side of a vital sign: when a value is beyond a limit, and by how much it is. The worst limit first. */
export type Side = {
  metric: 'heart_rate' | 'spo2'
  /** `drifts`: there is a rule of drifts for it as well, and time just inside doesn't count. */
  bands: readonly { priority: 1 | 2; limit: number; drifts?: true }[]
  beyond(value: number, limit: number): boolean
  /** How far inside the urgent limit it is over. */
  inside: number
}

/**
 * A sign beyond a limit for a minute, from everything that was measured: told when a reading beyond it comes a minute or
 * more after the first of an unbroken run. Five minutes without one break a run, a reading well inside breaks it, and one
 * just inside doesn't for twenty seconds. Told again after 15 minutes, or when it is worse; over by the hysteresis.
 */
export function vitalsTold(all: readonly Measured[], { metric, bands, beyond, inside }: Side): Told[] {
  const isMeasured = ({ value }: Measured) => value >= metrics[metric].min && value <= metrics[metric].max
  // What came too late moves no rule, but is the newest that is known.
  const readings = inOrder(all.filter(isMeasured)).filter(({ at, heard }) => heard - at <= live)
  const isInsideBy = (value: number, limit: number) => !beyond(value, limit) && Math.abs(value - limit) >= inside
  const told: Told[] = []
  let last: { priority: 1 | 2; at: number } | null = null
  let from = 0
  readings.forEach(({ at, heard, value }, n) => {
    const urgent = bands.find(({ priority }) => priority === 2)?.limit ?? 0
    const emergency = bands.find(({ priority }) => priority === 1)?.limit ?? 0
    if (last?.priority === 1 && isInsideBy(value, emergency)) last = { ...last, priority: 2 }
    if (last !== null && isInsideBy(value, urgent)) {
      told.push({ now: heard, what: 'vitals cleared' })
      last = null
      from = n + 1
      return
    }
    const run = readings.slice(from, n + 1)
    const held = bands.find(({ limit, drifts = false }) => hasHeld(run, limit, beyond, inside, drifts))
    if (held === undefined) return
    if (last !== null && held.priority >= last.priority && at - last.at < 900 * second) return
    told.push({ now: heard, what: `vitals/${held.priority}` })
    last = { priority: held.priority, at }
  })
  return told
}

/** Whether the last of them is the end of an unbroken run of a minute or more. */
function hasHeld(
  readings: readonly Measured[],
  limit: number,
  beyond: Side['beyond'],
  inside: number,
  onlyBeyond: boolean,
): boolean {
  const is = readings.map(({ at, value }) => ({
    at,
    beyond: beyond(value, limit),
    near: Math.abs(value - limit) < inside,
  }))
  const end = is.at(-1)
  if (end?.beyond !== true) return false
  return is.some((begin, n) => {
    if (!begin.beyond) return false
    const run = is.slice(n)
    const counted = run.reduce((sum, each, k) => {
      const before = run[k - 1]
      return before !== undefined && (!onlyBeyond || (each.beyond && before.beyond)) ? sum + each.at - before.at : sum
    }, 0)
    if (counted < 60 * second) return false
    return run.every((each, k) => {
      const before = run.slice(0, k).findLast((other) => other.beyond) ?? each
      return each.beyond ? each.at - before.at <= 300 * second : each.near && each.at - before.at <= 20 * second
    })
  })
}
