import type pg from 'pg'
import type { JobName, JobPayloads } from '../store/jobs.ts'

/** What a task knows of its own run. */
export type Attempt = { attempt: number; maxAttempts: number }

/** One function a job: it throws to be tried again later, with the library's back-off. */
export type Tasks = { [N in JobName]: (payload: JobPayloads[N], attempt: Attempt) => Promise<void> }

export type JobsDeps = {
  pool: pg.Pool
  tasks: Tasks
  /** Hears of every job that failed and of every time the worker had to be started again. */
  onError(error: Error, about: { task?: JobName; attempt?: number; final?: boolean }): void
}

export type Jobs = {
  /** Installs or updates the schema `graphile_worker`; must be done once before anything enqueues. */
  migrate(): Promise<void>
  /** Migrates, then works until stopped; comes back by itself when PostgreSQL does. */
  start(): Promise<void>
  /** Lets what runs finish. */
  stop(): Promise<void>
}
