import type { PhaseSeen } from '../../../devices/fall/card.ts'
import { type Detector, detect, type FallSeen, oneFallMs } from '../../../devices/fall/detect.ts'
import { isSeen } from '../../../devices/fall/measures.ts'
import { readDetector } from '../../../devices/fall/stored.ts'
import type { Why } from '../alert/alert.ts'
import { alarm } from './alarm.ts'
import type { DeviceFacts, DeviceState } from './device.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { limitsAt } from './parts-of-day.ts'
import { isInstant, isRecord, type Moment, type Rule, raise, type Turn } from './rule.ts'

type FallState = {
  /** When the device last reported one itself, by its account. */
  at: number | null
  /** What the hub remembers of its raw motion; read only when there is more of it. */
  detector: unknown
  /** A fall the hub saw and isn't sure of: told when its time is up, unless it is taken back. */
  waiting: { at: number; late: boolean; confidence: number; seen: Why['seen'] } | null
}

/** Its timer: an unsure fall is told when it is up. */
export const fallTimer = 'fall'

/** What is remembered of a device's raw motion. */
export const detectorOf = (state: DeviceState): Detector => readDetector(read(state.rules.fall).detector)

/** How sure the hub must be to take motion for a fall, 0 to 1. */
export const confidenceFrom = ({ limits, timezone }: DeviceFacts, now: number): number =>
  limitOf(limitsAt(limits, now, timezone), 'fall_confidence_at_least_percent') / 100

const names = [
  'fall_confidence_at_least_percent',
  'fall_sure_at_least_percent',
  'fall_confirm_seconds',
  'fall_in_bed_less_percent',
  'fall_out_of_bed_more_percent',
] as const satisfies readonly LimitName[]

const reported = alarm('fall', 'fall.cancel')

/**
 * A fall, as the sensor reports it (its own confirm window has passed by then), or as the hub sees it in raw motion:
 * at once when impact and stillness are clear, else after a window in which it can be taken back.
 */
export const fall: Rule<FallState> = {
  name: 'fall',
  version: 5,
  read,

  step(state, moment) {
    if (moment.motion !== null) return watch(state, moment)
    if (moment.timer?.name === fallTimer) return timeIsUp(state, moment)
    const turn = reported.step({ at: state.at }, moment)
    if (turn === null) return null
    const taken = state.waiting !== null && (moment.event?.type === 'fall' || moment.at >= state.waiting.at)
    return {
      next: { ...state, at: turn.next.at, waiting: taken ? null : state.waiting },
      effects: [...turn.effects.map(asThisRule), ...(taken ? [{ do: 'cancel_timer', name: fallTimer } as const] : [])],
    }
  },
}

function watch(state: FallState, moment: Moment): Turn<FallState> | null {
  const { motion, facts } = moment
  if (motion === null) return null
  const before = readDetector(state.detector)
  const from = limitOf(facts.limits, 'fall_confidence_at_least_percent') / 100
  const { next: detector, falls } = detect(before, motion, facts.placement ?? 'waist', from)
  if (detector.stream === before.stream && detector.early === before.early) return null
  return falls.reduce<Turn<FallState>>(
    (turn, seen) => {
      const told = tell(turn.next, seen, moment)
      return { next: told.next, effects: [...turn.effects, ...told.effects] }
    },
    { next: { ...state, detector }, effects: [] },
  )
}

function tell(state: FallState, fallSeen: FallSeen, moment: Moment): Turn<FallState> {
  const { facts, now, late } = moment
  const at = Math.min(fallSeen.at, now)
  // The first blow of it was told already. One that was taken back says nothing of a harder one after it.
  const isTold = state.waiting === null && state.at !== null && Math.abs(at - state.at) < oneFallMs
  if (fallSeen.again && isTold) return { next: state, effects: [] }
  const seen = whatWasSeen(fallSeen, at)
  const { confidence, bed } = withTheBed(fallSeen.confidence, at, moment)
  if (isClear({ ...fallSeen, confidence }, limitOf(facts.limits, 'fall_sure_at_least_percent') / 100)) {
    const effects: Effect[] = [
      raise(fall, moment, { kind: 'fall', priority: 1, at, limits: names, seen: [...seen, ...bed] }),
      heard,
    ]
    if (state.waiting !== null) effects.push({ do: 'cancel_timer', name: fallTimer })
    return { next: { ...state, at: Math.max(at, state.at ?? at), waiting: null }, effects }
  }
  const waiting = { at, late, confidence: fallSeen.confidence, seen }
  // A second unsure one doesn't put the first off; the surer of them is what is told when its time is up.
  if (state.waiting !== null)
    return { next: state.waiting.confidence < waiting.confidence ? { ...state, waiting } : state, effects: [] }
  const due = now + limitOf(facts.limits, 'fall_confirm_seconds') * 1000
  return { next: { ...state, waiting }, effects: [{ do: 'start_timer', name: fallTimer, due }] }
}

function timeIsUp(state: FallState, moment: Moment): Turn<FallState> | null {
  const { waiting } = state
  if (waiting === null) return null
  const { at, late } = waiting
  const { confidence, bed } = withTheBed(waiting.confidence, at, moment)
  // Somebody who lies in bed all the while has hardly fallen: looked at, with less haste, and never kept quiet.
  const least = limitOf(moment.facts.limits, 'fall_confidence_at_least_percent') / 100
  const priority = confidence < least ? 2 : 1
  const seen = [...waiting.seen, ...bed]
  const raised = raise(fall, { ...moment, late }, { kind: 'fall', priority, at, limits: names, seen })
  return { next: { ...state, at: Math.max(at, state.at ?? at), waiting: null }, effects: [raised, heard] }
}

const heard: Effect = { do: 'command', type: 'call.received', about: 'fall' }

/**
 * What the bed makes of a fall seen by a pendant: in bed all the while lowers the confidence; just up, and nothing heard
 * of them since, raises it. A bed that hasn't spoken for long says nothing. `at`: when the fall was.
 */
function withTheBed(
  confidence: number,
  at: number,
  { around, facts, now }: Moment,
): { confidence: number; bed: Why['seen'] } {
  const bed = around?.bed
  if (bed === null || bed === undefined) return { confidence, bed: [] }
  const lastSeenInBed = around?.lastSign?.deviceId === bed.deviceId ? around.lastSign.at : bed.at
  const lies = bed.in && bed.at <= at && now - Math.max(bed.at, lastSeenInBed) <= bedSpokeMs
  const rose = !bed.in && Math.abs(at - bed.at) <= roseMs
  if (!lies && !rose) return { confidence, bed: [] }
  const change = lies
    ? -limitOf(facts.limits, 'fall_in_bed_less_percent')
    : limitOf(facts.limits, 'fall_out_of_bed_more_percent')
  const after = Math.max(0, Math.min(1, confidence + change / 100))
  return {
    confidence: after,
    bed: [
      { what: 'in_bed', value: bed.in, at: bed.at },
      { what: 'confidence with the bed', value: `${Math.round(after * 100)} %`, at: now },
    ],
  }
}

/** A bed tells of its person at least once in so long; who got up so short before a fall fell on the way. */
const bedSpokeMs = 600_000
const roseMs = 600_000

/** Sure enough, and both the impact and the stillness after it are there to be seen. */
const isClear = ({ confidence, phases }: FallSeen, sureFrom: number): boolean =>
  confidence >= sureFrom &&
  phases.every(({ phase, measured }) => (phase !== 'impact' && phase !== 'stillness') || isSeen(phase, measured))

/** The phases of a fall that were there to be seen, with what was measured, for a person to read. */
const whatWasSeen = ({ confidence, phases }: FallSeen, at: number): Why['seen'] => [
  { what: 'motion.fall', value: `${Math.round(confidence * 100)} %`, at },
  ...phases
    .filter(({ phase, measured }) => isSeen(phase, measured))
    .map((seen) => ({ what: `motion.${seen.phase}`, value: headline(seen), at })),
]

function headline({ phase, measured }: PhaseSeen): string {
  switch (phase) {
    case 'free_fall':
      return g(measured.lowest_mg)
    case 'impact':
      return g(measured.peak_mg)
    case 'posture':
      return `${measured.turned_degrees ?? 0}°`
    case 'stillness':
      return g(measured.moving_mg)
    case 'before':
      return g(measured.swaying_before_mg)
  }
}

const g = (mg: number | undefined): string => `${((mg ?? 0) / 1000).toFixed(2)} g`

/** What the device reported is told by this rule and its version. */
const asThisRule = (effect: Effect): Effect =>
  effect.do === 'raise' ? { ...effect, why: { ...effect.why, ruleVersion: fall.version } } : effect

function read(slice: unknown): FallState {
  if (!isRecord(slice)) return { at: null, detector: null, waiting: null }
  return {
    at: isInstant(slice.at) ? slice.at : null,
    detector: slice.detector ?? null,
    waiting: readWaiting(slice.waiting),
  }
}

function readWaiting(stored: unknown): FallState['waiting'] {
  if (!isRecord(stored) || !isInstant(stored.at) || !Array.isArray(stored.seen)) return null
  const { at, late, confidence } = stored
  return {
    at,
    late: late === true,
    confidence: isInstant(confidence) ? confidence : 1,
    seen: stored.seen.flatMap(readSeen),
  }
}

function readSeen(stored: unknown): Why['seen'][number][] {
  if (!isRecord(stored) || typeof stored.what !== 'string' || !isInstant(stored.at)) return []
  return [{ what: stored.what, value: typeof stored.value === 'string' ? stored.value : null, at: stored.at }]
}
