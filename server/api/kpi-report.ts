import type { KpiDefinition, KpiGroup, KpiReport, KpiSplit } from '../contract/kpi.ts'
import type { Area } from '../contract/people.ts'
import { type Day, daysBetween, nextDay, startOfDay } from '../core/calendar.ts'
import {
  type CountName,
  type Counts,
  counteds,
  countNames,
  countsFrom,
  countsOf,
  splitsOf,
  sumOf,
} from '../core/kpi/counts.ts'
import { behind, definitions, type FigureName, figureNames, figuresOf, type Load } from '../core/kpi/figures.ts'
import { wording } from '../core/kpi/wording.ts'
import type { ApiDeps } from './deps.ts'

export type Asked = { from: Day; to: Day; by: KpiSplit }

/** The instants of a period of days, in the area's zone. */
export const scopeOf = (area: Area, asked: { from: Day; to: Day }, now: number) => ({
  areaPath: area.path,
  from: startOfDay(asked.from, area.timezone),
  to: startOfDay(nextDay(asked.to), area.timezone),
  now,
})

/** The report of a period. What its groups count adds up to what the whole counts. */
export async function reportOf({ db, queries, now }: ApiDeps, area: Area, asked: Asked): Promise<KpiReport> {
  const at = now()
  const scope = scopeOf(area, asked, at)
  const days = daysBetween(asked.from, asked.to)
  const split =
    asked.by === 'day'
      ? { by: 'day' as const, starts: days.map((day) => startOfDay(day, area.timezone)) }
      : { by: asked.by }
  const splitsBusiest = asked.by === 'day' || asked.by === 'operator'
  // A few at a time: a report that took every connection there is would keep claims waiting.
  const counting = async () => ({
    found: await queries.kpi.countsBy(db, scope, split),
    untold: await queries.kpi.untold(db, scope, split),
  })
  const supervising = async () => ({
    supervision: await queries.kpiLoad.supervisionBy(db, scope, split),
    supervised: await queries.kpiLoad.supervisionBy(db, scope, { by: 'nothing' }),
  })
  const others = async () => ({
    busiest: await queries.kpi.busiestBy(db, scope, splitsBusiest ? split : { by: 'nothing' }),
    onShiftSeconds: await queries.kpi.onShiftSeconds(db, scope),
    beds: await queries.kpiLoad.bedsBy(db, scope, split),
    allBeds: await queries.kpiLoad.bedsBy(db, scope, { by: 'nothing' }),
    falseAlarms: await queries.kpi.falseAlarms(db, scope),
  })
  const [{ found, untold }, { supervision, supervised }, { busiest, onShiftSeconds, beds, allBeds, falseAlarms }] =
    await Promise.all([counting(), supervising(), others()])
  const names =
    asked.by === 'area' || asked.by === 'operator'
      ? await queries.kpi.namesOf(
          db,
          asked.by,
          [...found.keys()].filter((key) => key !== ''),
        )
      : new Map<string, string>()
  // A day on which nothing happened is a day all the same.
  const keys = asked.by === 'day' ? days.map((_, index) => String(index)) : [...found.keys()]
  const groups = keys.map((key) =>
    groupOf(
      asked.by === 'day' ? (days[Number(key)] ?? key) : key,
      asked.by === 'area' && key === '' ? area.name : (names.get(key) ?? null),
      found.get(key) ?? empty(asked.by),
      {
        busiest: splitsBusiest ? (busiest.get(key) ?? 0) : null,
        onShiftSeconds: null,
        supervision: supervision.get(key) ?? null,
        beds: beds.get(key) ?? null,
      },
      asked.by === 'area' ? 'not_recorded' : 'not_split',
    ),
  )
  return {
    from: asked.from,
    to: asked.to,
    by: asked.by,
    area: { id: area.id, name: area.name, timezone: area.timezone },
    computedAt: new Date(at).toISOString(),
    definitions: definitionsInWords(),
    total: groupOf(
      '',
      null,
      { ...sumOf([...found.values()]), ...untold },
      {
        busiest: Math.max(0, ...busiest.values()),
        onShiftSeconds,
        supervision: supervised.get('') ?? null,
        beds: allBeds.get('') ?? null,
      },
      'not_recorded',
    ),
    groups: asked.by === 'day' ? groups : groups.sort(byAlerts),
    falseAlarms,
  }
}

/** A group in which nothing happened: zero, but for what it can't tell. */
const empty = (by: KpiSplit): Counts =>
  countsFrom(
    Object.fromEntries(
      counteds.filter((of) => !splitsOf[of].includes(by)).flatMap((of) => countsOf[of].map((name) => [name, null])),
    ),
  )
const byAlerts = (a: KpiGroup, b: KpiGroup) =>
  (b.counts.alerts ?? 0) - (a.counts.alerts ?? 0) || (a.key < b.key ? -1 : 1)

const groupOf = (
  key: string,
  name: string | null,
  counts: Counts,
  load: Load,
  otherwise: 'not_recorded' | 'not_split',
): KpiGroup => ({ key, name, counts: { ...counts }, figures: figuresOf(counts, load, otherwise) })

/** What stands beside the figures. */
export const definitionsInWords = (): KpiDefinition[] => figureNames.map(inWords)

function inWords(figure: FigureName): KpiDefinition {
  const { version, makeup, bars, better, typical } = definitions[figure]
  return {
    figure,
    version,
    unit: makeup.of === 'share' || makeup.of === 'time supervised' ? 'share' : 'number',
    bars: [...bars],
    better,
    typical: typical === null ? null : [...typical],
    hits: [...behind(makeup).hits],
    misses: [...behind(makeup).misses],
    ...wording[figure],
  }
}

/** The report as rows: a group a row, the whole last; counts, then each figure as a number between 0 and 1. */
export function rowsOf(report: KpiReport): (string | number | null)[][] {
  const figures = report.definitions.map((one) => one.figure)
  const row = (group: KpiGroup, key: string) => [
    key,
    group.name,
    ...countNames.map((name: CountName) => group.counts[name] ?? null),
    ...figures.map((name) => group.figures.find(({ figure }) => figure === name)?.value ?? null),
  ]
  return [
    [report.by, 'name', ...countNames, ...report.definitions.map((one) => `${one.figure} v${one.version}`)],
    ...report.groups.map((group) => row(group, group.key)),
    row(report.total, 'total'),
  ]
}
