import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

const Trial = z.object({
  set: z.string(),
  subject: z.string(),
  activity: z.string(),
  fall: z.boolean(),
  hz: z.number(),
  samples: z.array(z.tuple([z.number(), z.number(), z.number()])),
})
export type Trial = z.infer<typeof Trial>

const folder = join(process.env.CARE_DATA_DIR ?? join(import.meta.dirname, '../../../shared/data'), 'falls')
const files = { waist: ['sisfall-waist', 'umafall-waist'], wrist: ['umafall-wrist'] } as const

/** Why there is nothing to measure on, or null when there is. */
export const missing = (): string | null =>
  existsSync(folder) ? null : `no recordings in ${folder}: set CARE_DATA_DIR to where they are`

/** Recorded falls and daily life of volunteers; they stay outside the repository. */
export const recorded = (worn: keyof typeof files): Trial[] =>
  files[worn].flatMap((name) =>
    gunzipSync(readFileSync(join(folder, `${name}.ndjson.gz`)))
      .toString()
      .trim()
      .split('\n')
      .map((line) => Trial.parse(JSON.parse(line))),
  )

/** A trial as a device would send it: a message a second, at a rate of `hz / every`, without its first samples. */
export function messages(trial: Trial, { skip = 0, every = 1 } = {}) {
  const hz = trial.hz / every
  const samples = trial.samples.filter((_, i) => i >= skip && (i - skip) % every === 0)
  const perMessage = Math.round(hz)
  return Array.from({ length: Math.ceil(samples.length / perMessage) }, (_, i) => ({
    at: i * 1000,
    hz,
    samples: samples.slice(i * perMessage, (i + 1) * perMessage),
  }))
}
