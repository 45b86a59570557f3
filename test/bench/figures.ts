/** One measured figure, with what it should be where the design says so. */
export type Figure = {
  name: string
  value: number
  unit: string
  target?: { is: 'at least' | 'at most'; value: number }
  note?: string
}

export const meets = ({ value, target }: Figure): boolean | null =>
  target === undefined ? null : target.is === 'at least' ? value >= target.value : value <= target.value

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN

/** p50, p99 and the worst, in the order asked. */
export function latencies(
  name: string,
  ms: readonly number[],
  targets: Partial<Record<'p50' | 'p99', number>> = {},
): Figure[] {
  const sorted = [...ms].sort((a, b) => a - b)
  const figure = (label: 'p50' | 'p99' | 'max', value: number): Figure => {
    const target = label === 'max' ? undefined : targets[label]
    return {
      name: `${name}, ${label}`,
      value,
      unit: 'ms',
      ...(target !== undefined && { target: { is: 'at most', value: target } }),
    }
  }
  return [
    figure('p50', quantile(sorted, 0.5)),
    figure('p99', quantile(sorted, 0.99)),
    figure('max', sorted.at(-1) ?? Number.NaN),
  ]
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const met = meets(figure)
    const target = figure.target ? `${figure.target.is} ${format(figure.target.value)}` : ''
    return [
      figure.name,
      `${format(figure.value)} ${figure.unit}`,
      target,
      met === null ? '' : met ? 'met' : 'NOT MET',
      figure.note ?? '',
    ]
  })
  const all = [['figure', 'measured', 'target', '', ''], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const format = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
