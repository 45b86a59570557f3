/** Days as `2026-11-22`, by the calendar of a zone. */
export const dayIn = (at: number, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

const dayMs = 86_400_000
const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10)

export const periodNames = ['today', 'week', 'month', 'lastMonth', 'year'] as const
export type PeriodName = (typeof periodNames)[number]

/** The first and last day of a period, both included, seen from today. */
export function periodOf(name: PeriodName, today: string): { from: string; to: string } {
  const first = `${today.slice(0, 8)}01`
  switch (name) {
    case 'today':
      return { from: today, to: today }
    case 'week':
      return { from: daysBefore(today, 6), to: today }
    case 'month':
      return { from: first, to: today }
    case 'lastMonth': {
      const to = daysBefore(first, 1)
      return { from: `${to.slice(0, 8)}01`, to }
    }
    case 'year':
      return { from: daysBefore(today, 364), to: today }
  }
}
