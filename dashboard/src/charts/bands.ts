import { offsetMs } from './localTime.ts'

/** Where a value becomes a reason to look: drawn as shading behind a line. */
export type Limits = { emergency: readonly [number, number]; urgent: readonly [number, number] }
export type Band = { from: number; to: number; priority: 1 | 2 }

/** The limits of a stretch of time, epoch ms: for a part of the day they may be others. */
export type Spell = { fromMs: number; toMs: number; limits: Limits }

/** The limits behind both lines. */
export type VitalLimits = { heart: readonly Spell[]; breathing: readonly Spell[] }

type Own = Readonly<Record<string, number>>
const part = /^(\w+)@(\d\d):(\d\d)-(\d\d):(\d\d)$/
const stepMs = 15 * 60_000

/**
 * The limits behind both lines over a range, by the clock of where they live: a new spell wherever a part of the day with
 * other figures begins or ends.
 */
export function limitsOver(
  own: Own,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  timezone: string,
): VitalLimits {
  const parts = Object.entries(own).flatMap(([field, value]) => {
    const [, name, ...times] = part.exec(field) ?? []
    const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = times.map(Number)
    return name === undefined ? [] : [{ name, value, from: h1 + m1 / 60, until: h2 + m2 / 60 }]
  })
  const spells: { fromMs: number; toMs: number; key: string; own: Own }[] = []
  for (let at = fromMs; at < toMs; at += parts.length === 0 ? toMs - fromMs : stepMs) {
    const local = new Date(at + offsetMs(at, timezone))
    const hour = local.getUTCHours() + local.getUTCMinutes() / 60
    const now = parts.filter(({ from, until }) =>
      from < until ? hour >= from && hour < until : hour >= from || hour < until,
    )
    const key = now.map(({ name, value }) => `${name} ${value}`).join()
    const last = spells.at(-1)
    const end = Math.min(toMs, at + (parts.length === 0 ? toMs - fromMs : stepMs))
    if (last?.key === key) last.toMs = end
    else
      spells.push({
        fromMs: at,
        toMs: end,
        key,
        own: { ...own, ...Object.fromEntries(now.map(({ name, value }) => [name, value])) },
      })
  }
  const of = (vital: 'heart' | 'breathing') =>
    spells.map(({ fromMs, toMs, own }) => ({ fromMs, toMs, limits: limitsOf(own)[vital] }))
  return { heart: of('heart'), breathing: of('breathing') }
}

/** This person's own limits where they have them, else the defaults; names and figures as in server/core/rules/limits.ts. */
function limitsOf(own: Own): { heart: Limits; breathing: Limits } {
  const of = (vital: string, unit: string, defaults: Limits): Limits => {
    const pair = (level: 'emergency' | 'urgent'): [number, number] => [
      own[`${vital}_${level}_below_${unit}`] ?? defaults[level][0],
      own[`${vital}_${level}_above_${unit}`] ?? defaults[level][1],
    ]
    return { emergency: pair('emergency'), urgent: pair('urgent') }
  }
  return {
    heart: of('heart_rate', 'bpm', { emergency: [40, 130], urgent: [45, 115] }),
    breathing: of('respiratory_rate', 'per_min', { emergency: [8, 29], urgent: [9, 24] }),
  }
}

/** The shaded bands that fall within the scale, lowest first. */
export function bandsWithin(limits: Limits, [low, high]: readonly [number, number]): Band[] {
  const { emergency, urgent } = limits
  const all: Band[] = [
    { from: low, to: emergency[0], priority: 1 },
    { from: emergency[0], to: urgent[0], priority: 2 },
    { from: urgent[1], to: emergency[1], priority: 2 },
    { from: emergency[1], to: high, priority: 1 },
  ]
  return all
    .map((band) => ({ ...band, from: Math.max(band.from, low), to: Math.min(band.to, high) }))
    .filter((band) => band.to > band.from)
}
