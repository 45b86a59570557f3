/** What the days of a cycle are called: weekdays where it is weeks, numbers otherwise. */
export function dayNames(
  cycleDays: number,
  firstOn: string,
  language: string,
  numbered: (n: number) => string,
): string[] {
  const first = Date.parse(`${firstOn}T00:00:00Z`)
  const weekday = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'UTC' })
  return Array.from({ length: cycleDays }, (_, n) => {
    if (cycleDays % 7 !== 0 || Number.isNaN(first)) return numbered(n + 1)
    const name = weekday.format(first + n * 86_400_000)
    return cycleDays === 7 ? name : `${name} ${Math.floor(n / 7) + 1}`
  })
}

/** The same days of work, counted from another first day: what a form shows that changes a plan from there on. */
export function daysFrom(
  { firstOn, cycleDays, days }: { firstOn: string; cycleDays: number; days: readonly number[] },
  day: string,
): number[] {
  const past = Math.round((Date.parse(day) - Date.parse(firstOn)) / 86_400_000)
  return days.map((one) => (((one - past) % cycleDays) + cycleDays) % cycleDays).sort((a, b) => a - b)
}
