import { isInstant, isRecord } from './rule.ts'

/** What is usual for one person: learned from one reading a minute, known once there are enough of them. */
export type Usual = { value: number; minutes: number; at: number; known: boolean }

/** Known after ten minutes; the memory is some hours of sleep long, so that a drift of an hour hardly moves it. */
const knownAfter = 10
const memory = 360
const everyMs = 60_000

/** What is usual after this reading; the same object when it isn't this minute's first. `at` is epoch ms. */
export function usually(was: Usual | undefined, value: number, at: number): Usual {
  if (was === undefined) return { value, minutes: 1, at, known: false }
  if (at - was.at < everyMs) return was
  const minutes = Math.min(memory, was.minutes + 1)
  // Kept short, because it is stored with every change of the device's state.
  const next = Math.round((was.value + (value - was.value) / minutes) * 100) / 100
  return { value: next, minutes, at, known: minutes >= knownAfter }
}

/** Stored JSON, read field by field. */
export function readUsual(slice: Readonly<Record<string, unknown>>): Readonly<Record<string, Usual>> {
  const all: Record<string, Usual> = {}
  for (const [metric, usual] of Object.entries(slice)) {
    if (!isRecord(usual)) continue
    const { value, minutes, at } = usual
    if (isInstant(value) && isInstant(minutes) && isInstant(at))
      all[metric] = { value, minutes, at, known: minutes >= knownAfter }
  }
  return all
}
