import { atLocalHour, localHour } from './localTime.ts'

const steps = [1, 2, 3, 4, 6, 12, 24, 48, 72, 120]

/** Instants on whole local hours between `fromMs` and `toMs`, at most `atMost` of them, on hours that divide the day. */
export function hourTicks(fromMs: number, toMs: number, atMost: number, timezone: string): number[] {
  const hours = (toMs - fromMs) / 3_600_000
  const step = steps.find((s) => hours / s <= atMost) ?? 168
  const ticks: number[] = []
  const base = atLocalHour(fromMs, 0, 0, timezone)
  for (let hour = 0; hour <= hours + 25; hour += step) {
    const at = atLocalHour(base, hour, 0, timezone)
    if (at >= fromMs && at <= toMs) ticks.push(at)
  }
  return ticks
}

/** `20:00` by the local clock, or the day where a new one begins and days are what is shown. */
export function tickLabel(at: number, byDay: boolean, timezone: string, locale: string): string {
  return byDay && localHour(at, timezone) === 0
    ? new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: timezone }).format(at)
    : new Intl.DateTimeFormat(locale, {
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
        timeZone: timezone,
      }).format(at)
}
