import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'

/** One night of one sleeper: a value every few seconds, null where nothing was measured. */
export type Night = z.infer<typeof night>

const night = z.object({
  subject: z.string(),
  night: z.string(),
  metric: z.enum(['heart_rate', 'respiratory_rate']),
  startedAt: z.string().transform((text) => Date.parse(text)),
  everySeconds: z.number(),
  values: z.array(z.number().nullable()),
})

/** One time a sensor of a home changed, or an activity as the person wrote it down; `at` in epoch ms. */
export type HomeLine = z.infer<typeof homeLine>

const homeLine = z.object({
  at: z.number().transform((seconds) => seconds * 1000),
  seconds: z.number(),
  sensor: z.string().optional(),
  activity: z.string().optional(),
})

/** Recordings of real people stay out of the project: they stand beside it, or where CARE_DATA_DIR says. */
export const dataDir = process.env.CARE_DATA_DIR ?? join(import.meta.dirname, '../../../shared/data')

/** Whether a recording is there, by its path within the data. */
export const hasRecording = (path: string): boolean => existsSync(join(dataDir, path))

/** The recordings of homes that are there, by their paths within the data. */
export const homePaths = (): string[] =>
  hasRecording('home')
    ? readdirSync(join(dataDir, 'home'))
        .filter((name) => name.endsWith('.ndjson.gz'))
        .map((name) => `home/${name}`)
    : []

const lines = (path: string): unknown[] =>
  gunzipSync(readFileSync(join(dataDir, path)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))

/** The nights of one file, a sleeper's own in order. Throws when the file isn't there. */
export const loadNights = (path: string): Night[] =>
  lines(path)
    .map((line) => night.parse(line))
    .sort((a, b) => a.subject.localeCompare(b.subject) || a.startedAt - b.startedAt)

export const loadHome = (path: string): HomeLine[] =>
  lines(path)
    .map((line) => homeLine.parse(line))
    .sort((a, b) => a.at - b.at)
