import type { Calendar } from '../../../../server/contract/shifts.ts'
import { atLocalHour, offsetMs } from '../../charts/localTime.ts'

export type Day = { from: number; to: number }

/** The seven local days of a week, Monday first; `weeks` later than the one of `at`. Instants are epoch ms. */
export function weekOf(at: number, weeks: number, zone: string): Day[] {
  const weekday = (new Date(at + offsetMs(at, zone)).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_, n) => {
    const day = weeks * 7 - weekday + n
    return { from: atLocalHour(at, 0, day, zone), to: atLocalHour(at, 0, day + 1, zone) }
  })
}

/** Hours next to each other in which too few are planned, as one stretch. */
export function stretches(thin: Calendar['thin'], { from, to }: Day): Day[] {
  const hours = [...new Set(thin.map((hour) => Date.parse(hour.from)))]
    .filter((hour) => hour >= from && hour < to)
    .sort((a, b) => a - b)
  const found: Day[] = []
  for (const hour of hours) {
    const last = found.at(-1)
    if (last !== undefined && last.to === hour) last.to = hour + 3_600_000
    else found.push({ from: hour, to: hour + 3_600_000 })
  }
  return found
}
