import { EventEmitter } from 'node:events'
import { Logger, type Runner, run, runMigrations, type Task, type TaskList, type WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import type { JobName, JobPayloads } from '../store/jobs.ts'
import { freeJobsNobodyBegan, freeJobsOfTheDead, freeJobsOfTheGiven, holdLock, keepDelays, letGo } from './liveness.ts'
import { payloads } from './payloads.ts'

/** What a task knows of its own run. */
export type Attempt = { attempt: number; maxAttempts: number }

/** One function a job: it throws to be tried again later, with the library's back-off. */
export type Tasks = { [N in JobName]: (payload: JobPayloads[N], attempt: Attempt) => Promise<void> }

export type JobsDeps = {
  pool: pg.Pool
  tasks: Tasks
  /** Hears of every job that failed and of every time the worker had to be started again. */
  onError(error: Error, about: { task?: string; attempt?: number; final?: boolean }): void
  /** How many jobs run at once; 10 unless told, more than there are lines of what goes out. */
  concurrency?: number
}

export type Jobs = {
  /** Installs or updates the schema `graphile_worker`; must be done before anything enqueues. */
  migrate(): Promise<void>
  /** Migrates, then works until stopped; comes back by itself when PostgreSQL does. Rejects when it can't begin. */
  start(): Promise<void>
  /** Lets what runs finish. */
  stop(): Promise<void>
}

const pollMs = 1_000
const lookForTheDeadMs = 3_000
const putAwayMs = 60_000
const restartMs = { first: 200, most: 5_000 }
/** A worker that is ending has so long for the jobs it still runs; then another takes its place beside it. */
const endsWithinMs = 5_000

/** The worker behind everything that is due. All knowledge of the library is in this file. */
export function createJobs(deps: JobsDeps): Jobs {
  const { pool, onError } = deps
  const logger = new Logger(() => (level, message, meta) => {
    // Failed jobs are reported by `job:error` below, with what they were.
    if (level === 'error' && !message.startsWith('Failed task')) onError(errorOf(meta?.error ?? message), {})
  })
  const events: WorkerEvents = new EventEmitter()
  let poolId: string | null = null
  /** The worker that was made last, and the one that works. */
  let created: string | null = null
  let runs: string | null = null
  /** The worker that was answered last which jobs wait, and the one that failed before it ever was. */
  let answered: string | null = null
  let unanswered: string | null = null
  /** Workers that are ending, however long that takes. Their jobs are anybody's, once they no longer run. */
  const given: string[] = []
  /** Jobs this process has begun, and when they ended: for a moment they are still being put away. */
  const inHand = new Map<string, { job: object; endedAt: number | null }>()
  const options = { pgPool: pool, logger, noHandleSignals: true }
  let runner: Runner | null = null
  let stopped = true
  let retry: NodeJS.Timeout | null = null
  let undertaker: NodeJS.Timeout | null = null
  let lastLook = 0

  events.on('job:error', ({ job, error }) =>
    onError(errorOf(error), {
      task: job.task_identifier,
      attempt: job.attempts,
      final: job.attempts >= job.max_attempts,
    }),
  )
  events.on('job:start', ({ job, worker }) => {
    answered = worker.workerPool.id
    inHand.set(job.id, { job, endedAt: null })
  })
  events.on('worker:getJob:empty', ({ worker }) => {
    answered = worker.workerPool.id
  })
  events.on('worker:getJob:error', ({ worker }) => {
    const { id } = worker.workerPool
    if (answered === id) return
    unanswered = id
    blind(id)
  })
  events.on('job:complete', ({ job }) => {
    // One that hung and was given to another worker may end while that one is still at it.
    const held = inHand.get(job.id)
    if (held === undefined || held.job === job) inHand.set(job.id, { job, endedAt: Date.now() })
  })
  // The library talks over this connection at both moments; we wait until it has finished.
  events.on('pool:listen:success', ({ client, workerPool }) => {
    if (given.includes(workerPool.id)) return
    poolId = workerPool.id
    client.once('drain', () => {
      holdLock(client, workerPool.id).catch((error: unknown) => onError(errorOf(error), {}))
    })
  })
  events.on('pool:listen:release', ({ client, workerPool }) => {
    client.once('drain', () => {
      letGo(client, workerPool.id).catch(() => undefined) // a broken connection has let go already
    })
  })

  events.on('pool:create', ({ workerPool }) => {
    created = workerPool.id
  })
  // It ends when what it noted of a job could not be written, and waits for its other jobs: one that hangs, or one more
  // note that fails, and it would wait for ever, while nothing that is due is done.
  events.on('pool:gracefulShutdown', ({ workerPool }) => {
    setTimeout(() => {
      replace(workerPool.id, 'the worker does not end; another takes its place')
    }, endsWithinMs).unref()
  })

  /**
   * What a worker hears at its first look, which kinds of jobs there are, the library keeps for it, a failure as well: it
   * would go on looking and never take a job, without a word.
   */
  function blind(id: string): void {
    const left = runner
    if (replace(id, 'the worker could not look for the first time; another takes its place', pollMs))
      left?.stop().catch((error: unknown) => onError(errorOf(error), {}))
  }

  function replace(id: string, why: string, afterMs = restartMs.first): boolean {
    if (stopped || runner === null || runs !== id) return false
    runner = null
    given.push(id)
    onError(new Error(why), {})
    again(afterMs)
    return true
  }

  async function begin(): Promise<void> {
    // It writes: where that fails, as in a database that is read-only for a while, a worker would begin blind.
    await keepDelays(pool)
    const started = await run({
      ...options,
      events,
      taskList: taskList(deps.tasks),
      preset: {
        worker: {
          concurrentJobs: deps.concurrency ?? 10,
          pollInterval: pollMs,
          // Unless these are batched, nobody handles a database that goes away just then, and the process ends.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    })
    if (stopped) return started.stop()
    runner = started
    runs = created
    const ended = (error?: unknown) => {
      if (runner !== started) return
      runner = null
      if (stopped) return
      onError(error === undefined ? new Error('the worker ended by itself') : errorOf(error), {})
      again(restartMs.first)
    }
    started.promise.then(() => ended(), ended)
    if (unanswered === created && created !== null) blind(created)
  }

  /** Something ended the worker, most likely PostgreSQL going away: it comes back when that does. */
  function again(afterMs: number): void {
    retry = setTimeout(() => {
      begin().catch((error: unknown) => {
        if (stopped) return
        onError(errorOf(error), {})
        again(Math.min(afterMs * 2, restartMs.most))
      })
    }, afterMs)
  }

  async function free(): Promise<void> {
    const now = Date.now()
    if (now < lastLook) await keepDelays(pool)
    lastLook = now
    for (const [id, { endedAt }] of inHand) if (endedAt !== null && now - endedAt > putAwayMs) inHand.delete(id)
    const held = new Map(inHand)
    const running = [...held].flatMap(([id, { endedAt }]) => (endedAt === null ? [id] : []))
    // Unless it has begun anew meanwhile.
    for (const id of await freeJobsOfTheGiven(pool, given, running))
      if (inHand.get(id) === held.get(id)) inHand.delete(id)
    await freeJobsOfTheDead(pool, poolId, given)
    if (poolId !== null) await freeJobsNobodyBegan(pool, poolId, [...inHand.keys()])
  }

  return {
    migrate: () => runMigrations(options),

    async start() {
      stopped = false
      await runMigrations(options)
      await begin()
      undertaker = setInterval(() => {
        free().catch((error: unknown) => onError(errorOf(error), {}))
      }, lookForTheDeadMs)
    },

    async stop() {
      stopped = true
      if (undertaker !== null) clearInterval(undertaker)
      if (retry !== null) clearTimeout(retry)
      const last = runner
      runner = null
      await last?.stop()
    },
  }
}

/** Each task with its payload checked and what it knows of its own run. */
function taskList(tasks: Tasks): TaskList {
  return {
    device_timer: task('device_timer', tasks),
    escalate: task('escalate', tasks),
    claim_idle: task('claim_idle', tasks),
    offer_expires: task('offer_expires', tasks),
    watch_incident: task('watch_incident', tasks),
    maintenance_ticket: task('maintenance_ticket', tasks),
    maintenance_over: task('maintenance_over', tasks),
    maintenance_ends: task('maintenance_ends', tasks),
    look_in: task('look_in', tasks),
    resident_timer: task('resident_timer', tasks),
    mode_ends: task('mode_ends', tasks),
    mode_unanswered: task('mode_unanswered', tasks),
    visit_due: task('visit_due', tasks),
    send_notice: task('send_notice', tasks),
    tell: task('tell', tasks),
    stand_down: task('stand_down', tasks),
    watch_staffing: task('watch_staffing', tasks),
    tell_staffing: task('tell_staffing', tasks),
  }
}

function task<N extends JobName>(name: N, tasks: Tasks): Task {
  return async (payload, { job }) => {
    await tasks[name](payloads[name].parse(payload), { attempt: job.attempts, maxAttempts: job.max_attempts })
  }
}

const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
