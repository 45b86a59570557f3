import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import type { Motion } from '../../devices/fall/follow.ts'
import type { Placement } from '../../devices/fall/placement.ts'
import type { Sample } from '../../devices/fall/resample.ts'
import { dataDir } from '../nights/recordings.ts'

const Trial = z.object({
  set: z.string(),
  subject: z.string(),
  /** Years, where it is known. */
  age: z.number().optional(),
  activity: z.string(),
  fall: z.boolean(),
  hz: z.number(),
  samples: z.array(z.tuple([z.number(), z.number(), z.number()])),
})
export type Trial = z.infer<typeof Trial>

const folder = join(dataDir, 'falls')
const fileName = /-(waist|wrist|pendant)\.ndjson\.gz$/

const filesOf = (worn: Placement): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => fileName.exec(name)?.[1] === worn)
        .sort()
    : []

const textOf = (name: string): string => gunzipSync(readFileSync(join(folder, name))).toString()

/** Why there is nothing to measure on, or null when there is. */
export const missing = (worn: Placement): string | null =>
  filesOf(worn).length > 0 ? null : `no *-${worn}.ndjson.gz in ${folder}: set CARE_DATA_DIR to where recordings are`

/** Recorded falls and daily life of volunteers, of every file that ends in where it was worn; they stay outside the repository. */
export const recorded = (worn: Placement): Trial[] =>
  filesOf(worn).flatMap((name) =>
    textOf(name)
      .trim()
      .split('\n')
      .map((line) => Trial.parse(JSON.parse(line))),
  )

/** Which recordings these are, the same for the same lines. */
export function digestOf(worn: Placement): string {
  const hash = createHash('sha256')
  for (const name of filesOf(worn)) hash.update(textOf(name))
  return hash.digest('hex')
}

/** One person by name in each set; who wears it in two places is the same there. */
export const personOf = ({ set, subject }: Trial): string => `${set} ${subject}`

/** 60 and above, as far as anybody said: SisFall's older people are called SE. */
export const isElderly = ({ age, set, subject }: Trial): boolean =>
  age === undefined ? set.startsWith('sisfall') && subject.startsWith('SE') : age >= 60

/**
 * How a sensor would have heard it: at another rate, from so many of the recorded samples on (so that the tenths fall
 * elsewhere), in messages of so many samples (a second of them where nobody says).
 */
export type Heard = { hz?: number; skip?: number; size?: number }

/** A trial as a device would send it. */
export function messages(trial: Trial, { hz = trial.hz, skip = 0, size = Math.round(hz) }: Heard = {}): Motion[] {
  const samples = atRate(trial.samples.slice(skip), trial.hz / hz)
  return Array.from({ length: Math.ceil(samples.length / size) }, (_, i) => ({
    at: Math.round((i * size * 1000) / hz),
    hz,
    samples: samples.slice(i * size, (i + 1) * size),
  }))
}

/** One of every so many samples; where that falls between two of them, on the straight line. */
function atRate(samples: readonly Sample[], every: number): readonly Sample[] {
  if (every === 1) return samples
  return Array.from({ length: Math.floor((samples.length - 1) / every) + 1 }, (_, i) => {
    const at = i * every
    const [before, part] = [Math.floor(at), at % 1]
    const [x, y, z] = samples[before] ?? [0, 0, 0]
    const [nx, ny, nz] = samples[before + 1] ?? [x, y, z]
    return [x + (nx - x) * part, y + (ny - y) * part, z + (nz - z) * part]
  })
}
