import type { Line } from '../store/commit/committer.ts'
import { type Lane, laneOf, samplesIn, sizeOf, type Work, weightOf } from './work.ts'

/** What a queue of messages may hold while the database is away: beyond that new ones are not taken, and not acknowledged. */
type QueueLimits = { messages: number; bytes: number }
const defaultQueueLimits: QueueLimits = { messages: 100_000, bytes: 128 * 1024 * 1024 }

/** In the order in which they are taken on the line of everything but emergencies. */
const besideAlarms = ['urgent', 'rest', 'outage', 'coming'] as const satisfies readonly Lane[]

/**
 * Each of these writes the story, and whoever writes the story is waited for by every press. So they go a few at a
 * time, with no more of the others than makes that a short commit.
 */
const mostTold = 100
const mostBesideTold = 200
/** So many emergencies: whoever pressed after them waits for no more than that. */
const mostAlarms = 200
/** So many outages, and of those who came and went, are in every commit, if there are any. */
const leastOthers = 25
/** Nobody waits for these; each is a state to write. */
const mostComings = 250
/** Motion is looked at sample by sample, and while that is done no press is heard: about 10 ms of it in one commit. */
const mostSamples = 15_000

/**
 * Within a lane, first come first served. Emergencies are committed on a line of their own: no other message is in front
 * of them, neither waiting nor being written, unless it is the same device's. Nobody waits for who came and went to be
 * written, so that rides along with the others, and by itself only when it is due.
 */
export type Queue = {
  /** How many wait. */
  length(): number
  /** How many of them are due on this line. */
  due(line: Line): number
  /** Who came and went until now is due, also when nobody else writes. */
  comingsAreDue(): void
  /** False when it is full; an alarm finds room when telemetry no longer does. */
  add(work: Work): boolean
  /**
   * The next ones of a line, at most so many, each of its events counted. Those of devices that the other line is writing
   * (`busy`, by id) stay where they are.
   */
  take(line: Line, most: number, busy?: ReadonlySet<string>): Work[]
}

export function createQueue(limits: QueueLimits = defaultQueueLimits): Queue {
  const lanes: Record<Lane, Work[]> = { alarm: [], urgent: [], rest: [], outage: [], coming: [] }
  let bytes = 0
  let comingsDue = 0

  const length = () => {
    const { alarm, urgent, rest, outage, coming } = lanes
    return alarm.length + urgent.length + rest.length + outage.length + coming.length
  }

  function motionGoesAhead(deviceId: string): void {
    const stays = (work: Work) => work.device.id !== deviceId || samplesIn(work) === 0
    const { rest } = lanes
    if (rest.every(stays)) return
    lanes.alarm.push(...rest.filter((work) => !stays(work)))
    lanes.rest = rest.filter(stays)
  }

  function takeRest(most: number, busy: ReadonlySet<string>): Work[] {
    const { urgent, outage, coming } = lanes
    let room = urgent.length + outage.length > 0 ? Math.min(most, mostBesideTold) : most
    const taken: Work[] = []
    // However much telemetry there is: jobs wait for these, and whoever is told of an emergency waits for jobs.
    const kept = Math.min(outage.length, leastOthers) + Math.min(comingsDue, leastOthers)
    for (const lane of besideAlarms) {
      const of = lane === 'coming' ? mostComings : lane === 'rest' ? Math.max(0, room - kept) : mostTold
      const some = takeFrom(lanes[lane], Math.min(room, of), busy)
      room = some.reduce((left, work) => left - weightOf(work), room)
      if (lane === 'coming') comingsDue = Math.min(coming.length, Math.max(0, comingsDue - some.length))
      for (const work of some) taken.push(work)
    }
    return taken
  }

  return {
    length,
    due: (line) =>
      line === 'alarm'
        ? lanes.alarm.length
        : lanes.urgent.length + lanes.rest.length + lanes.outage.length + comingsDue,
    comingsAreDue() {
      comingsDue = lanes.coming.length
    },
    add(work) {
      const lane = laneOf(work)
      const full = length() >= limits.messages || bytes >= limits.bytes
      const may = lane === 'alarm' || lane === 'urgent'
      if (full && !(may && lanes[lane].length < limits.messages)) return false
      // A fall is seen in a stream: what came before it goes ahead with it, or there would be a gap.
      if (work.fallSeen) motionGoesAhead(work.device.id)
      lanes[lane].push(work)
      bytes += sizeOf(work)
      return true
    },
    take(line, most, busy = nobody) {
      const taken = line === 'alarm' ? takeFrom(lanes.alarm, Math.min(most, mostAlarms), busy) : takeRest(most, busy)
      for (const work of taken) bytes -= sizeOf(work)
      return taken
    },
  }
}

const nobody: ReadonlySet<string> = new Set()

function takeFrom(lane: Work[], most: number, busy: ReadonlySet<string>): Work[] {
  const taken: Work[] = []
  const stay: Work[] = []
  let told = 0
  let samples = 0
  let looked = 0
  for (; looked < lane.length && told < most && samples < mostSamples; looked++) {
    const work = lane[looked]
    if (work === undefined) continue
    if (busy.has(work.device.id)) stay.push(work)
    else {
      // By itself it goes whatever it holds, or it would stand in everybody's way for ever.
      if (taken.length > 0 && told + weightOf(work) > most) break
      taken.push(work)
      told += weightOf(work)
      samples += samplesIn(work)
    }
  }
  lane.splice(0, looked, ...stay)
  return taken
}
