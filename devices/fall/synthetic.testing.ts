import type { Motion } from './follow.ts'
import type { Sample } from './resample.ts'

/** A piece of motion: for so long, at each moment t (s) since its beginning, in milli-g. */
export type Piece = { seconds: number; at: (t: number) => Sample }

const still = (x: number, y: number, z: number, seconds: number): Piece => ({
  seconds,
  // Breathing and a hand that isn't quite steady; no clock, no chance.
  at: (t) => [x + 6 * Math.sin(7 * t), y + 5 * Math.sin(11 * t + 1), z + 5 * Math.sin(9 * t + 2)],
})

export const standing = (seconds: number): Piece => ({
  seconds,
  at: (t) => [40 * Math.sin(5 * t), -1000 + 30 * Math.sin(9 * t), 60 * Math.sin(4 * t + 1)],
})
export const lying = (seconds: number): Piece => still(-980, -120, 150, seconds)
export const walking = (seconds: number): Piece => ({
  seconds,
  at: (t) => {
    const beat = Math.sin(2 * Math.PI * 1.9 * t)
    return [120 * beat, -1000 - 450 * beat * Math.abs(beat), 150 * Math.cos(2 * Math.PI * 1.9 * t)]
  },
})
/** Half a second of tipping and falling, a blow of 0.15 s across the body, a moment of settling. */
export const falling: readonly Piece[] = [
  { seconds: 0.5, at: (t) => [-500 * t, -1000 + 1500 * t, 100] },
  {
    seconds: 0.16,
    at: (t) => [-5200 * Math.sin((Math.PI * t) / 0.16) - 300, -600, 900 * Math.sin((Math.PI * t) / 0.16)],
  },
  { seconds: 0.3, at: (t) => [-980 + 300 * Math.cos(40 * t) * (1 - 3 * t), -300, 150] },
]
/** Sitting down hard: a blow along the body, and upright as before. */
export const sittingDown: readonly Piece[] = [
  { seconds: 0.4, at: () => [0, -750, 80] },
  { seconds: 0.16, at: (t) => [50, -1000 - 1400 * Math.sin((Math.PI * t) / 0.16), 100] },
]
export const aFall: readonly Piece[] = [standing(5), ...falling, lying(5)]

const leaning = (degrees: number, shakeMg: number, seconds: number): Piece => ({
  seconds,
  at: (t) => [
    -1000 * Math.sin((degrees * Math.PI) / 180) + shakeMg * Math.sin(27 * t),
    -1000 * Math.cos((degrees * Math.PI) / 180) + shakeMg * Math.sin(29 * t),
    shakeMg * Math.cos(31 * t),
  ],
})
/** A lesser blow against something, some seconds of holding on to it, and then the floor. */
export const aFallInTwo: readonly Piece[] = [
  standing(5),
  { seconds: 0.5, at: (t) => [-500 * t, -1000 + 900 * t, 100] },
  {
    seconds: 0.16,
    at: (t) => [-1800 * Math.sin((Math.PI * t) / 0.16) - 300, -600, 900 * Math.sin((Math.PI * t) / 0.16)],
  },
  leaning(75, 90, 2.34),
  ...falling,
  leaning(150, 5, 5),
]

/** The pieces one after another, as a sensor of this rate hears them. */
export function heard(pieces: readonly Piece[], hz: number): Sample[] {
  const seconds = pieces.reduce((sum, piece) => sum + piece.seconds, 0)
  return Array.from({ length: Math.round(seconds * hz) }, (_, i) => {
    let t = i / hz
    for (const piece of pieces) {
      if (t < piece.seconds - 1e-9) {
        const [x, y, z] = piece.at(t)
        return [Math.round(x), Math.round(y), Math.round(z)]
      }
      t -= piece.seconds
    }
    return [0, -1000, 0]
  })
}

/** In messages of so many samples each. */
export const inMessages = (samples: readonly Sample[], hz: number, size: number, from = 0): Motion[] =>
  Array.from({ length: Math.ceil(samples.length / size) }, (_, i) => ({
    at: from + (i * size * 1000) / hz,
    hz,
    samples: samples.slice(i * size, (i + 1) * size),
  }))
