import type { PhaseSeen } from '../../../devices/fall/card.ts'
import { detect, type FallSeen } from '../../../devices/fall/detect.ts'
import { isSeen } from '../../../devices/fall/measures.ts'
import { readDetector } from '../../../devices/fall/stored.ts'
import type { Why } from '../alert/alert.ts'
import { alarm } from './alarm.ts'
import type { Effect } from './effect.ts'
import { type LimitName, limitOf } from './limits.ts'
import { isInstant, isRecord, type Moment, type Rule, raise, type Turn } from './rule.ts'

type FallState = {
  /** When the device last reported one itself, by its account. */
  at: number | null
  /** What the hub remembers of its raw motion; read only when there is more of it. */
  detector: unknown
  /** A fall the hub saw and isn't sure of: told when its time is up, unless it is taken back. */
  waiting: { at: number; late: boolean; seen: Why['seen'] } | null
}

const timer = 'fall'
const names = [
  'fall_confidence_at_least_percent',
  'fall_sure_at_least_percent',
  'fall_confirm_seconds',
] as const satisfies readonly LimitName[]

const reported = alarm('fall', 'fall.cancel')

/**
 * A fall, as the sensor reports it (its own confirm window has passed by then), or as the hub sees it in raw motion:
 * at once when impact and stillness are clear, else after a window in which it can be taken back.
 */
export const fall: Rule<FallState> = {
  name: 'fall',
  version: 2,
  read,

  step(state, moment) {
    if (moment.motion !== null) return watch(state, moment)
    if (moment.timer?.name === timer) return timeIsUp(state, moment)
    const turn = reported.step({ at: state.at }, moment)
    if (turn === null) return null
    const taken = state.waiting !== null && (moment.event?.type === 'fall' || moment.at >= state.waiting.at)
    return {
      next: { ...state, at: turn.next.at, waiting: taken ? null : state.waiting },
      effects: [...turn.effects.map(asThisRule), ...(taken ? [{ do: 'cancel_timer', name: timer } as const] : [])],
    }
  },
}

function watch(state: FallState, moment: Moment): Turn<FallState> | null {
  const { motion, facts } = moment
  if (motion === null) return null
  const before = readDetector(state.detector)
  const from = limitOf(facts.limits, 'fall_confidence_at_least_percent') / 100
  const { next: detector, falls } = detect(before, motion, facts.placement ?? 'waist', from)
  if (detector.stream === before.stream) return null
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
  const seen = whatWasSeen(fallSeen, at)
  if (isClear(fallSeen, limitOf(facts.limits, 'fall_sure_at_least_percent') / 100)) {
    const effects: Effect[] = [raise(fall, moment, { kind: 'fall', priority: 1, at, limits: names, seen }), heard]
    if (state.waiting !== null) effects.push({ do: 'cancel_timer', name: timer })
    return { next: { ...state, at: Math.max(at, state.at ?? at), waiting: null }, effects }
  }
  // A second unsure one doesn't put the first off.
  if (state.waiting !== null) return { next: state, effects: [] }
  const due = now + limitOf(facts.limits, 'fall_confirm_seconds') * 1000
  return {
    next: { ...state, waiting: { at, late, seen } },
    effects: [{ do: 'start_timer', name: timer, due }],
  }
}

function timeIsUp(state: FallState, moment: Moment): Turn<FallState> | null {
  const { waiting } = state
  if (waiting === null) return null
  const { at, late, seen } = waiting
  const raised = raise(fall, { ...moment, late }, { kind: 'fall', priority: 1, at, limits: names, seen })
  return { next: { ...state, at: Math.max(at, state.at ?? at), waiting: null }, effects: [raised, heard] }
}

const heard: Effect = { do: 'command', type: 'call.received', about: 'fall' }

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
  const { at, late } = stored
  return { at, late: late === true, seen: stored.seen.flatMap(readSeen) }
}

function readSeen(stored: unknown): Why['seen'][number][] {
  if (!isRecord(stored) || typeof stored.what !== 'string' || !isInstant(stored.at)) return []
  return [{ what: stored.what, value: typeof stored.value === 'string' ? stored.value : null, at: stored.at }]
}
