import type { Line } from '../store/commit/committer.ts'
import type { Queue } from './queue.ts'
import { lineOf, mayWait, type Work } from './work.ts'

/**
 * The most messages in one commit: large enough to share a sync, small enough that what follows a commit, a thousand
 * answers at once, keeps no press waiting for its turn of the event loop.
 */
const mostInBatch: Record<Line, number> = { alarm: 500, rest: 500 }
const comingsWithinMs = 250
/** How many are answered in one turn of the event loop, while the next ones are being committed. */
const answeredInATurn = 50

/** Tells whoever waits; resolves when all of them are told. */
export type Answer = () => Promise<void>

export type Lines = {
  /** Work was added to the queue: it is committed as soon as its line has a turn. */
  added(work: Work): void
  /** How many are being written now. */
  writing(): number
  /** Commits everything there is; resolves when all of it is answered. */
  finish(): Promise<void>
}

/**
 * Two lines commit side by side: emergencies, and everything else. On each of them one commit at a time; whatever
 * arrives while it runs shares the next. A device is in one of them at a time: what it says changes its state in order.
 * `settle` makes works durable and says how to answer them.
 */
export function createLines(
  queue: Queue,
  settle: (line: Line, works: readonly Work[]) => Promise<Answer>,
  pause: (ms: number) => Promise<void>,
): Lines {
  const running: Record<Line, Promise<void> | null> = { alarm: null, rest: null }
  const devices: Record<Line, ReadonlySet<string>> = { alarm: new Set(), rest: new Set() }
  const writing: Record<Line, number> = { alarm: 0, rest: 0 }
  let answered: Promise<unknown> = Promise.resolve()
  let soon = false

  const run = (line: Line): void => {
    if (queue.due(line) > 0) running[line] ??= drain(line)
  }

  async function drain(line: Line): Promise<void> {
    const other = line === 'alarm' ? 'rest' : 'alarm'
    // One turn of the event loop gathers what arrived together, without waiting for anything.
    await new Promise(setImmediate)
    while (queue.due(line) > 0) {
      const works = queue.take(line, mostInBatch[line], devices[other])
      // Those that are left wait for the other line, which looks at this one when it is through.
      if (works.length === 0) break
      devices[line] = new Set(works.map(({ device }) => device.id))
      writing[line] = works.length
      const answer = await settle(line, works)
      writing[line] = 0
      devices[line] = new Set()
      answered = Promise.all([answered, answer()])
      run(other)
    }
    // In the same turn as the last look at the queue: whoever adds after this starts a new run.
    running[line] = null
  }

  /** While others write, comings and goings ride along; on a quiet hub they are written within a quarter of a second. */
  function writeComingsSoon(): void {
    if (soon) return
    soon = true
    void pause(comingsWithinMs).then(() => {
      soon = false
      queue.comingsAreDue()
      run('rest')
    })
  }

  return {
    added(work) {
      if (mayWait(work)) writeComingsSoon()
      else run(lineOf(work))
    },
    writing: () => writing.alarm + writing.rest,
    async finish() {
      queue.comingsAreDue()
      run('alarm')
      run('rest')
      while (running.alarm !== null || running.rest !== null) await Promise.all([running.alarm, running.rest])
      await answered
    },
  }
}

export async function answerAtOnce(works: readonly Work[]): Promise<void> {
  for (const work of works) work.done()
}

/** A few in each turn of the event loop, so that what is pressed meanwhile is heard in between. */
export async function answerInTurns(works: readonly Work[]): Promise<void> {
  for (let from = 0; from < works.length; from += answeredInATurn) {
    await new Promise(setImmediate)
    for (const work of works.slice(from, from + answeredInATurn)) work.done()
  }
}
