import { type DeviceState, newDeviceState } from '../../server/core/rules/device.ts'
import { type IsBeyond, medianOf, timeOf } from './events.ts'
import { loadNights, type Night } from './recordings.ts'
import { type Raised, sleep } from './sleeper.ts'

/** A sleeper nobody recorded, made of one who was. */
export type Virtual = { what: string; of: (night: Night) => Night }

/** By so much another sleeper's heart or breathing lies higher or lower. */
const shift = { heart_rate: 5, respiratory_rate: 1 } as const
const limits = { heart_rate: [45, 115], respiratory_rate: [9, 24] } as const

export const lower: Virtual = { what: 'lower', of: (night) => lifted(night, -shift[night.metric]) }
export const virtuals: readonly Virtual[] = [
  lower,
  { what: 'higher', of: (night) => lifted(night, shift[night.metric]) },
  { what: 'calmer', of: (night) => wider(night, 0.8) },
  { what: 'more restless', of: (night) => wider(night, 1.25) },
  { what: 'backwards', of: (night) => ({ ...night, values: night.values.toReversed() }) },
]

export type OfVirtual = { nights: number; raised: number; untrue: { subject: string; night: string; raised: Raised }[] }

/**
 * What is raised for virtual sleepers. Untrue is what their level doesn't bear out: the median of the five minutes around,
 * half of them measured, stays within the urgent limits for a quarter of an hour before and after.
 */
export function ofVirtual(path: string, { of }: Virtual): OfVirtual {
  const found: OfVirtual = { nights: 0, raised: 0, untrue: [] }
  let state: DeviceState = newDeviceState
  let sleeper = ''
  for (const recorded of loadNights(path)) {
    const night = of(recorded)
    if (night.subject !== sleeper) state = newDeviceState
    sleeper = night.subject
    const slept = sleep(night, state)
    state = slept.state
    found.nights += 1
    found.raised += slept.raised.length
    for (const raised of slept.raised)
      if (!isBornOut(night, raised)) found.untrue.push({ subject: night.subject, night: night.night, raised })
  }
  return found
}

function isBornOut(night: Night, { at, why }: Raised): boolean {
  const [low, high] = limits[night.metric]
  const isSlow = Object.keys(why.limits).some((name) => name.includes('_below_'))
  const index = Math.round((at - timeOf(night, 0)) / 1000 / night.everySeconds)
  return passesNear(night, index, (level) => (isSlow ? level < low : level > high))
}

/** Whether the median of five minutes, half of them measured, is beyond within a quarter of an hour before or after. */
export function passesNear(night: Night, index: number, isBeyond: IsBeyond): boolean {
  const half = 150 / night.everySeconds
  const around = 900 / night.everySeconds
  for (let middle = index - around; middle <= index + around; middle += 2) {
    const seen = night.values.slice(Math.max(0, middle - half), Math.max(0, middle + half))
    const level = medianOf(seen)
    if (level === null || seen.filter((value) => value !== null && value > 0).length * 2 < seen.length) continue
    if (isBeyond(level)) return true
  }
  return false
}

const changed = (night: Night, change: (value: number, index: number) => number): Night => ({
  ...night,
  values: night.values.map((value, index) =>
    value === null || value <= 0 ? value : Math.max(1, Math.round(change(value, index) * 4) / 4),
  ),
})

const lifted = (night: Night, by: number): Night => changed(night, (value) => value + by)

/** Further from, or nearer to, the middle of the twenty minutes around. */
function wider(night: Night, times: number): Night {
  const minute = 60 / night.everySeconds
  const middles = Array.from({ length: Math.ceil(night.values.length / minute) }, (_, index) =>
    medianOf(night.values.slice(Math.max(0, (index - 10) * minute), (index + 10) * minute)),
  )
  return changed(night, (value, index) => {
    const middle = middles[Math.floor(index / minute)] ?? value
    return middle + times * (value - middle)
  })
}
