import { type Detector, newDetector } from './detect.ts'
import type { Motion, Stream } from './follow.ts'
import type { Sample } from './resample.ts'

/** A detector as it was stored, or a new one where that can't be read. */
export function readDetector(stored: unknown): Detector {
  if (!isRecord(stored)) return newDetector
  return {
    stream: readStream(stored.stream),
    early: readMotion(stored.early),
    lastFall: readFall(stored.lastFall),
  }
}

const readFall = (stored: unknown): Detector['lastFall'] => {
  if (!isRecord(stored)) return null
  const { at, confidence } = stored
  return isNumber(at) && isNumber(confidence) ? { at, confidence } : null
}

function readMotion(stored: unknown): Motion | null {
  if (!isRecord(stored) || !Array.isArray(stored.samples)) return null
  const { at, hz } = stored
  const samples = stored.samples.map(readSample).filter((sample) => sample !== null)
  return isNumber(at) && isNumber(hz) && samples.length === stored.samples.length ? { at, hz, samples } : null
}

function readStream(stored: unknown): Stream | null {
  if (!isRecord(stored) || !isRecord(stored.grid) || !isRecord(stored.filling)) return null
  const { dueAt, slices, grid, filling } = stored
  const untimed: unknown[] = Array.isArray(stored.untimed) ? stored.untimed : []
  const { phase, count: inGrid } = grid
  const sum = readSample(grid.sum)
  const { count, x, y, z, high, low, change } = filling
  if (!isNumber(dueAt) || !Array.isArray(slices) || slices.length % 6 !== 0 || !slices.every(isNumber)) return null
  if (!isNumber(phase) || !(phase >= 0 && phase < 1) || !isNumber(inGrid) || sum === null) return null
  if (!isNumber(count) || !isNumber(x) || !isNumber(y) || !isNumber(z)) return null
  if (!isNumber(high) || !isNumber(low) || !isNumber(change)) return null
  return {
    dueAt,
    slices,
    untimed: untimed.filter((id) => typeof id === 'string'),
    grid: { phase, sum, count: inGrid, last: readSample(grid.last) },
    filling: { count, x, y, z, high, low, change, last: readSample(filling.last) },
  }
}

const readSample = (stored: unknown): Sample | null => {
  if (!Array.isArray(stored) || stored.length !== 3) return null
  const [x, y, z]: readonly unknown[] = stored
  return isNumber(x) && isNumber(y) && isNumber(z) ? [x, y, z] : null
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
