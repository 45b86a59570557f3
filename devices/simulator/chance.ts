/**
 * Chance without memory: the same seed and keys always give the same number, in whatever order they are asked.
 * That is why a night can be told in one go or second by second and comes out the same.
 */
export type Key = string | number

/** From 0 up to but not including 1. */
export const chance = (seed: number, ...keys: readonly Key[]): number => {
  let hash = scramble(seed >>> 0)
  for (const key of keys) hash = typeof key === 'number' ? ofNumber(hash, key) : ofText(hash, key)
  return scramble(hash) / 0x1_0000_0000
}

/** From `low` up to but not including `high`. */
export const between = (low: number, high: number, seed: number, ...keys: readonly Key[]): number =>
  low + (high - low) * chance(seed, ...keys)

/** A whole number from `low` to `high`, both with it. */
export const wholeBetween = (low: number, high: number, seed: number, ...keys: readonly Key[]): number =>
  Math.floor(between(low, high + 1, seed, ...keys))

/** One of several, each as likely. */
export const pick = <T>(from: readonly [T, ...T[]], seed: number, ...keys: readonly Key[]): T =>
  from[Math.floor(chance(seed, ...keys) * from.length)] ?? from[0]

/** A curve through chance: values from -1 to 1 that move smoothly, one turn every `everyMs`. */
export const drift = (at: number, everyMs: number, seed: number, ...keys: readonly Key[]): number => {
  const step = Math.floor(at / everyMs)
  const part = at / everyMs - step
  const ease = part * part * (3 - 2 * part)
  const from = chance(seed, ...keys, step)
  return 2 * (from + (chance(seed, ...keys, step + 1) - from) * ease) - 1
}

/** The finalizer of MurmurHash3, 32 bits. */
const scramble = (value: number): number => {
  let h = value ^ (value >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const golden = 0x9e3779b9
const ofNumber = (hash: number, key: number): number =>
  scramble((hash + golden + (key >>> 0) + Math.imul(Math.floor(key / 0x1_0000_0000), 31)) >>> 0)

const ofText = (hash: number, key: string): number => {
  let h = hash
  for (let i = 0; i < key.length; i++) h = scramble((h + golden + key.charCodeAt(i)) >>> 0)
  return h
}
