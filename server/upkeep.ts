import type { Logger } from 'pino'
import type { Desk } from './desk/desk.ts'
import type { ClockWatch } from './store/clock-watch.ts'
import type { Pruned } from './store/prune.ts'
import type { createPartitionKeeper } from './store/series/partition-keeper.ts'

type Needs = {
  desk: Pick<Desk, 'findForgotten' | 'raiseWaiting' | 'hasten'>
  clock: Pick<ClockWatch, 'look'>
  readUnread(): Promise<void>
  /** Sends again what devices that are there have not heard. */
  sendUnheard(): Promise<void>
  partitions: Pick<ReturnType<typeof createPartitionKeeper>, 'ahead'>
  prune(): Promise<Pruned>
  now(): number
  log: Logger
}

/** A job that failed for good is missed no longer than this. */
const forgottenAtMostMs = 20_000
/** When what failed is looked at, that it doesn't wait longer each time. */
const hastenedAtMostMs = 4_000
/** A routine alert is urgent no later than this after its limit. */
const risenAtMostMs = 10_000
/** Who waits at a device hears what happens to their call no later than this, should the database fail in that moment. */
const unheardAtMostMs = 5_000
const troublesAgainMs = 30_000
const hourMs = 3_600_000

/** What is looked at now and then, whatever happens: lost clocks, who has waited too long, the hub's troubles, room for readings. Answers how to stop it. */
export function startUpkeep({ desk, clock, readUnread, sendUnheard, partitions, prune, now, log }: Needs): () => void {
  const told = (line: string) => (error: unknown) => log.warn({ err: error }, line)
  const lookForForgotten = () =>
    desk.findForgotten().then((found) => {
      if (found > 0) log.error({ found }, 'emergencies, offers or plans had lost their clock and have it again')
    }, told('not all that is forgotten was given its clock again'))
  const hasten = () => desk.hasten().catch(told('what failed waits as long as it would by itself'))
  const sendAgain = () => sendUnheard().catch(told('what devices have still to hear could not be read'))
  const raiseWaiting = () => desk.raiseWaiting().catch(told('not all that has waited too long has risen'))
  const readAgain = neverTwice(() => readUnread().catch(told('what was set aside was not tried again')))
  const lookAtTroubles = () => {
    clock.look().catch(told('the clocks were not compared'))
    readAgain()
  }
  const makeRoom = () => partitions.ahead(now()).catch(told('partitions were not made ahead'))
  const clearUp = () =>
    prune().then((deleted) => {
      if (Object.values(deleted).some((rows) => rows > 0)) log.info(deleted, 'deleted what is no longer kept')
    }, told('what is no longer kept was not deleted'))
  lookAtTroubles()
  const timers = [
    setInterval(neverTwice(lookForForgotten), forgottenAtMostMs),
    setInterval(neverTwice(hasten), hastenedAtMostMs),
    setInterval(neverTwice(sendAgain), unheardAtMostMs),
    setInterval(neverTwice(raiseWaiting), risenAtMostMs),
    setInterval(lookAtTroubles, troublesAgainMs),
    setInterval(makeRoom, hourMs),
    setInterval(neverTwice(clearUp), hourMs),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

/** Left out while the last one is still at it. The work doesn't reject. */
function neverTwice(work: () => Promise<unknown>): () => void {
  let busy = false
  return () => {
    if (busy) return
    busy = true
    void work().finally(() => {
      busy = false
    })
  }
}
