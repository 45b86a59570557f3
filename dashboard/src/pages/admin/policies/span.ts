const units = [
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** A length of time as one says it, in whole seconds: 45 秒, 2 小时, 1 min 30 secs. */
export function spanText(seconds: number, language: string): string {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  let left = Math.round(seconds)
  const said = units.flatMap(([unit, each]) => {
    const count = Math.floor(left / each)
    left -= count * each
    if (count === 0 && !(unit === 'second' && seconds < 1)) return []
    const parts = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).formatToParts(count)
    return parts.filter(({ type }) => type !== 'literal').map(({ value }) => value)
  })
  return said.join(' ')
}
