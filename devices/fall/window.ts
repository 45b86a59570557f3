/**
 * The detector's memory: tenths of a second, six whole numbers each, one after another in one array. Nothing made from
 * them depends on how the sensor is turned on the body.
 */
export type Slices = readonly number[]

export const samplesInSlice = 5
export const slicesPerSecond = 10
const width = 6

/** Judged once this much has followed the hit; this much before it is remembered. */
export const slicesAfter = 20
export const slicesBefore = 30
const slicesKept = slicesBefore + 1 + slicesAfter

/** Columns: mean acceleration (mg), largest and smallest magnitude (mg), mean change from sample to sample (mg). */
const column = { high: 3, low: 4, change: 5 } as const
type Column = keyof typeof column
export type Vector = readonly [x: number, y: number, z: number]

/** How many tenths of a second are remembered. */
export const sliceCount = (slices: Slices): number => slices.length / width
/** The slices from `first` to `last`, both with them. */
export const between = (slices: Slices, first: number, last: number): number[] =>
  slices.slice(first * width, (last + 1) * width)
/** The newest, as many as are ever looked back at. */
export const keptOf = (slices: Slices): number[] => slices.slice(-slicesKept * width)

/** One column over the slices from `first` to `last`, as far as they are there. */
export function over(slices: Slices, first: number, last: number, name: Column): number[] {
  const values: number[] = []
  for (let i = Math.max(0, first); i <= Math.min(last, sliceCount(slices) - 1); i += 1)
    values.push(slices[i * width + column[name]] ?? 0)
  return values
}

/** The largest magnitude within a slice, mg; 0 where there is none. */
export const highOf = (slices: Slices, i: number): number => slices[i * width + column.high] ?? 0

/** The mean acceleration of a slice, mg; nothing in any direction where there is none. */
export const vectorOf = (slices: Slices, i: number): Vector => [
  slices[i * width] ?? 0,
  slices[i * width + 1] ?? 0,
  slices[i * width + 2] ?? 0,
]

/** The mean acceleration over these slices: which way is down, when little else goes on. Null where there are none. */
export function meanVector(slices: Slices, first: number, last: number): Vector | null {
  let [x, y, z, n] = [0, 0, 0, 0]
  for (let i = Math.max(0, first); i <= Math.min(last, sliceCount(slices) - 1); i += 1) {
    const [sx, sy, sz] = vectorOf(slices, i)
    x += sx
    y += sy
    z += sz
    n += 1
  }
  return n === 0 ? null : [x / n, y / n, z / n]
}

/** How far the slices' means stray from their own mean, mg. */
export function sway(slices: Slices, first: number, last: number): number {
  const middle = meanVector(slices, first, last)
  if (middle === null) return 0
  let [square, n] = [0, 0]
  for (let i = Math.max(0, first); i <= Math.min(last, sliceCount(slices) - 1); i += 1) {
    const [x, y, z] = vectorOf(slices, i)
    square += (x - middle[0]) ** 2 + (y - middle[1]) ** 2 + (z - middle[2]) ** 2
    n += 1
  }
  return Math.sqrt(square / n)
}

/** Degrees between two directions; 0 where one of them is none. */
export function degreesBetween(a: Vector | null, b: Vector | null): number {
  if (a === null || b === null) return 0
  const lengths = Math.hypot(...a) * Math.hypot(...b)
  if (lengths === 0) return 0
  const cosine = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / lengths
  return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI
}
