import { day, inOrder, type Silence, type Told, tellings } from './told.testing.ts'

/** Figures of a device as they hold from an instant on, epoch ms: how long it may be silent, how often it is tried. */
export type Holds = { from: number; silenceMs: number; testEveryMs: number }
/** Whether there was an instant until now at which the wait that held then was over. */
const wasOver = (all: readonly Holds[], now: number, since: number, waitMs: (holds: Holds) => number): boolean =>
  all.some((holds, n) => {
    const until = Math.min(now, (all[n + 1]?.from ?? Number.POSITIVE_INFINITY) - 1)
    return holds.from <= now && Math.max(holds.from, since) <= until && until >= since + waitMs(holds)
  })
const during = (silences: readonly Silence[], now: number): boolean =>
  silences.some(({ from, until }) => from <= now && now < until)

/** Not heard for longer than it may be silent by what held then. */
export function silent(heard: readonly number[], holds: readonly Holds[], until: number): Told[] {
  const last = (now: number) => heard.findLast((at) => at <= now)
  const level = (now: number): number | null => {
    const since = last(now)
    return since !== undefined && wasOver(holds, now, since, ({ silenceMs }) => silenceMs) ? 4 : null
  }
  const instants = [...heard, ...holds.map(({ from }) => from)].flatMap((at) => [
    at,
    ...holds.map(({ silenceMs }) => at + silenceMs),
  ])
  return tellings('device_offline', instants, until, level)
}

/** No press, for a test or for help, for longer than it may be by what held then; twice as long is told again. */
export function untried(presses: readonly number[], holds: readonly Holds[], until: number): Told[] {
  const level = (now: number): number | null => {
    const since = presses.findLast((at) => at <= now)
    if (since === undefined) return null
    if (wasOver(holds, now, since, ({ testEveryMs }) => 2 * testEveryMs)) return 4
    return wasOver(holds, now, since, ({ testEveryMs }) => testEveryMs) ? 5 : null
  }
  const instants = presses.flatMap((at) => [
    at,
    ...holds.flatMap(({ from, testEveryMs }) => [from, at + testEveryMs, at + 2 * testEveryMs]),
  ])
  return tellings('test_overdue', instants, until, level).map(({ now, what }) => ({
    now,
    what: what.replace('/5', '/4'),
  }))
}

/** What a battery said, percent; null where it only said that it is low. */
export type Charge = { at: number; heard: number; percent: number | null }

/**
 * Told at 20 % or less, urgent at 5; reminded every week, routine from 14 days on; over from 25 %. What ran low while
 * somebody worked on the device is told by what is said after it.
 */
export function batteries(all: readonly Charge[], until: number): Told[] {
  const told: Told[] = []
  const charges = inOrder(all)
  const isLow = ({ percent }: Charge) => percent === null || percent <= 20
  const isFull = ({ percent }: Charge) => percent !== null && percent >= 25
  const begins = charges.filter((charge, n) => {
    const before = charges.slice(0, n).findLast((other) => isLow(other) || isFull(other))
    return isLow(charge) && (before === undefined || isFull(before))
  })
  for (const begin of begins) {
    const full = charges.find((charge) => charge.heard > begin.heard && isFull(charge))
    const end = full?.heard ?? until + 1
    const empty = charges.find(
      ({ heard, percent }) => heard >= begin.heard && heard < end && percent !== null && percent <= 5,
    )
    const priority = (now: number) => (empty && now >= empty.heard ? 2 : now - begin.at >= 14 * day ? 3 : 4)
    let last = begin
    told.push({ now: begin.heard, what: `battery_low/${priority(begin.heard)}` })
    told.push({ now: begin.heard, what: 'ticket' })
    for (;;) {
      const next = last.at + 7 * day
      const now = empty && empty.heard > last.heard && empty.heard < next ? empty.heard : next
      if (now >= end || now > until) break
      told.push({ now, what: `battery_low/${priority(now)}` })
      last = empty && now === empty.heard ? empty : { at: now, heard: now, percent: null }
    }
    if (full) told.push({ now: end, what: 'ticket closed' }, { now: end, what: 'battery_low cleared' })
  }
  return told
}

/** What a device said of its mains. */
export type Power = { at: number; heard: number; mains: boolean }

/** Told at once, and when somebody who worked on it is done. */
export function powerCuts(all: readonly Power[], silences: readonly Silence[], until: number): Told[] {
  const words = inOrder(all)
  const level = (now: number): number | null | 'silent' => {
    const last = words.findLast(({ heard }) => heard <= now)
    if (last === undefined || last.mains) return null
    return during(silences, now) ? 'silent' : 4
  }
  const instants = [...words.map(({ heard }) => heard), ...silences.map(({ until }) => until)]
  return tellings('mains_lost', instants, until, level)
}
