import { setImmediate as breathe } from 'node:timers/promises'
import type { Metric, Readings, Said } from '../../devices/reading.ts'
import type { Tried } from '../contract/limits.ts'
import { ServiceError } from '../core/errors.ts'
import { type Came, compare } from '../core/replay/compare.ts'
import { notRecorded, type Past, startReplay } from '../core/replay/replay.ts'
import type { DeviceFacts } from '../core/rules/device.ts'
import type { OwnLimits } from '../core/rules/limits.ts'
import type { OwnRule } from '../core/rules/own-rule.ts'
import type { PastReadings } from '../store/series/series.ts'
import type { ApiDeps } from './deps.ts'
import { recordedOf } from './recorded.ts'

/** What is tried: other limits, or one rule of their own. Instants are epoch ms. */
export type Trial = { from: number; to: number } & (
  | { limits: OwnLimits }
  /** `id` is the rule's that is there already, or any that isn't. */
  | { rule: OwnRule; deviceId: string }
)

const dayMs = 86_400_000
const minuteMs = 60_000
const mostDays = 35
/** The rules learn what is usual for somebody: they begin this long before the time that is looked at. */
const warmUpMs = dayMs
/** So many messages take a few milliseconds: then whoever presses meanwhile is served. */
const atOnce = 1_000
const mostWaiting = 4

/**
 * Tries limits or a rule on what a person's devices said: the engine that runs live goes over the stored readings and
 * events, day by day, and what it would have raised is compared with what came. One at a time; throws `unavailable`
 * when several wait already, `invalid` for more than 35 days.
 */
export function createTryFirst(deps: Pick<ApiDeps, 'db' | 'queries' | 'series'>) {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (residentId: string, trial: Trial): Promise<Tried> => {
    checkedTime(trial)
    if (waiting >= mostWaiting)
      throw new ServiceError('unavailable', 'others are trying something out: try again shortly')
    waiting += 1
    const mine = last.then(() => tryOut(deps, residentId, trial)).finally(() => (waiting -= 1))
    // The next one waits for this one, however it ends.
    last = mine.catch(() => undefined)
    return mine
  }
}

function checkedTime({ from, to }: Trial): void {
  if (to > from && to - from <= mostDays * dayMs) return
  const message = to > from ? `at most ${mostDays} days before the end` : 'must be before the end'
  throw new ServiceError('invalid', 'the time is not as it has to be', [{ field: 'from', message }])
}

async function tryOut(
  { db, queries, series: given }: Pick<ApiDeps, 'db' | 'queries' | 'series'>,
  residentId: string,
  trial: Trial,
): Promise<Tried> {
  const series = given ?? queries.series.timeSeries(db)
  const home = await queries.past.home(db, residentId)
  // What a rule is about was another device before it was swapped.
  const swapped = 'rule' in trial ? await queries.past.predecessors(db, trial.deviceId) : new Map<string, number>()
  const changed = 'limits' in trial ? { limits: trial.limits } : {}
  const devices = home.devices.map(({ facts, ...device }) => ({
    ...device,
    facts: {
      ...facts,
      ...changed,
      ...('rule' in trial
        ? { ownRules: device.id === trial.deviceId || swapped.has(device.id) ? [trial.rule] : [] }
        : {}),
    },
  }))
  const begin = trial.from - warmUpMs
  const { past: recorded, silences } = await recordedOf({ db, queries }, residentId, home.devices, {
    from: begin,
    to: trial.to,
  })
  const replay = startReplay({
    silences,
    ...('rule' in trial && { ownRulesFrom: trial.from }),
    devices: devices.map(({ facts }) => facts),
    resident: home.resident && { ...home.resident, ...changed },
    modes: await queries.past.modeChanges(db, residentId, trial.to),
  })
  let messages = 0
  let byMinuteUntil: number | null = null
  const load = async (from: number) => {
    const to = Math.min(from + dayMs, trial.to)
    const events = await queries.past.events(
      db,
      devices.map(({ no }) => no),
      { from, to },
    )
    const parts: Past[][] = []
    for (const { id, no, facts } of devices) {
      const theirs = { from: Math.max(from, Math.ceil(since(facts) / minuteMs) * minuteMs), to }
      if (theirs.from >= to) continue
      const readings = await series.past({ device: { id, no }, ...theirs })
      if (readings.byMinuteUntil !== null) byMinuteUntil = Math.max(byMinuteUntil ?? 0, readings.byMinuteUntil)
      parts.push(messagesOf(id, readings))
    }
    const byNo = new Map(devices.map((device) => [device.no, device]))
    parts.push(
      events.flatMap(({ deviceNo, ...event }) => {
        const device = byNo.get(deviceNo)
        if (device === undefined || event.at < since(device.facts)) return []
        return [{ deviceId: device.id, said: { kind: 'event', receivedAt: event.at, ...event } satisfies Said }]
      }),
    )
    for (const part of parts) messages += part.length
    // What was before the first day goes before it: a device that was tried, a silence that had begun.
    parts.push(recorded.filter(({ said: { at } }) => (from === begin || at >= from) && at < to))
    return inOrder(parts)
  }

  // The next day is fetched while the rules go over this one.
  let next = load(begin)
  for (let day = begin; day < trial.to; day += dayMs) {
    const past = await next
    if (day + dayMs < trial.to) {
      next = load(day + dayMs)
      // Looked at when its turn comes; until then it is nobody's unhandled rejection.
      next.catch(() => undefined)
    }
    for (let i = 0; i < past.length; i += atOnce) {
      replay.take(past.slice(i, i + atOnce))
      await breathe()
    }
  }
  const would = replay
    .end(trial.to, trial.from)
    .filter(({ deviceId, at }) => at < (swapped.get(deviceId) ?? Number.POSITIVE_INFINITY))
  const came = await queries.past.alerts(db, residentId, trial)
  const about = aboutOf(trial)
  const iso = (at: number) => new Date(at).toISOString()
  return {
    from: iso(trial.from),
    to: iso(trial.to),
    alerts: compare(came.filter(about), would.filter(about)).map(({ at, until, why, ...alert }) => ({
      ...alert,
      at: iso(at),
      until: iso(until),
      why: { ...why, limits: { ...why.limits }, seen: [...why.seen] },
    })),
    notRecorded: [...notRecorded],
    byMinuteUntil: byMinuteUntil === null ? null : iso(byMinuteUntil),
    messages,
  }
}

/** What a device said before it came to them is of somebody else. */
const since = ({ heldSince }: DeviceFacts): number => heldSince ?? Number.NEGATIVE_INFINITY

/** Which alerts a trial is about: a rule's are its own. */
function aboutOf(trial: Trial): (alert: Pick<Came, 'why'>) => boolean {
  if ('limits' in trial) return () => true
  const name = `own:${trial.rule.id}`
  return ({ why }) => why.rule === name
}

/** Readings of one instant are one message, as they were. */
function messagesOf(deviceId: string, { columns }: PastReadings): Past[] {
  const heads = columns.map((column) => ({ column, next: 0 }))
  const all: Past[] = []
  for (;;) {
    let at = Number.POSITIVE_INFINITY
    for (const { column, next } of heads) if (next < column.ats.length) at = Math.min(at, column.ats[next] ?? at)
    if (at === Number.POSITIVE_INFINITY) return all
    const values: { [M in Metric]?: number } = {}
    for (const head of heads) {
      const { column, next } = head
      if (next >= column.ats.length || column.ats[next] !== at) continue
      values[column.metric] = column.values[next] ?? 0
      head.next += 1
    }
    all.push({ deviceId, said: { kind: 'readings', at, receivedAt: at, values: values satisfies Readings } })
  }
}

function inOrder(parts: readonly Past[][]): Past[] {
  const told = parts.filter((part) => part.length > 0)
  return told.length === 1 ? (told[0] ?? []) : told.flat().sort((a, b) => a.said.at - b.said.at)
}
