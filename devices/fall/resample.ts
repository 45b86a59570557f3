/** One acceleration, milli-g. */
export type Sample = readonly [x: number, y: number, z: number]

/** Every figure of the detector is by this rate, whatever the sensor's. */
export const gridHz = 50

/**
 * Where the grid stands in the sensor's stream. `phase` is how much of the next grid step has been covered, 0 to 1;
 * `sum` and `count` are the samples in it so far, `last` the newest of all.
 */
export type GridState = { phase: number; sum: Sample; count: number; last: Sample | null }

export const newGrid: GridState = { phase: 0, sum: [0, 0, 0], count: 0, last: null }

/**
 * Brings a stream of any rate to 50 Hz: faster ones are averaged, slower ones filled in by straight lines, 50 Hz passes
 * as it is. `emit` gets each grid sample in order. Where a message ends makes no difference.
 */
export function resample(
  grid: GridState,
  samples: readonly Sample[],
  hz: number,
  emit: (x: number, y: number, z: number) => void,
): GridState {
  const step = gridHz / hz
  let { phase, count } = grid
  let [sx, sy, sz] = grid.sum
  let last = grid.last
  for (const sample of samples) {
    const [x, y, z] = sample
    sx += x
    sy += y
    sz += z
    count += 1
    const before = phase
    phase += step
    // A hair of tolerance: 1/3 three times is one step, whatever binary says.
    const whole = Math.floor(phase + 1e-9)
    if (whole > 0) {
      for (let k = 1; k < whole; k += 1) {
        const part = (k - before) / step
        const [lx, ly, lz] = last ?? sample
        emit(lx + (x - lx) * part, ly + (y - ly) * part, lz + (z - lz) * part)
      }
      emit(sx / count, sy / count, sz / count)
      phase -= whole
      if (phase < 1e-9) phase = 0
      sx = sy = sz = count = 0
    }
    last = sample
  }
  return { phase, sum: [sx, sy, sz], count, last }
}
