import type { FieldError } from '../errors.ts'
import { type PartOfDay, partOfDay } from './parts-of-day.ts'

/**
 * Every figure a rule goes by: its default, and the range within which a person may have their own.
 * Names end in their unit. `min` and `max` bound what can be set, not what can be measured.
 */
export const limits = {
  heart_rate_urgent_below_bpm: { default: 45, min: 20, max: 100 },
  heart_rate_urgent_above_bpm: { default: 115, min: 60, max: 250 },
  heart_rate_emergency_below_bpm: { default: 40, min: 15, max: 100 },
  heart_rate_emergency_above_bpm: { default: 130, min: 60, max: 250 },
  heart_rate_hold_seconds: { default: 60, min: 10, max: 3600 },
  heart_rate_clear_inside_bpm: { default: 5, min: 0, max: 30 },
  /** A slow heart is urgent when it is this much slower than this person's usual, or short of an emergency. */
  heart_rate_from_usual_bpm: { default: 10, min: 0, max: 60 },

  respiratory_rate_urgent_below_per_min: { default: 9, min: 2, max: 30 },
  respiratory_rate_urgent_above_per_min: { default: 24, min: 10, max: 100 },
  respiratory_rate_emergency_below_per_min: { default: 8, min: 2, max: 30 },
  respiratory_rate_emergency_above_per_min: { default: 29, min: 10, max: 100 },
  respiratory_rate_hold_seconds: { default: 60, min: 10, max: 3600 },
  respiratory_rate_clear_inside_per_min: { default: 2, min: 0, max: 10 },
  /** Fast breathing is urgent when it is this much faster than this person's usual, or short of an emergency. */
  respiratory_rate_from_usual_per_min: { default: 10, min: 0, max: 30 },
  /** Slow breathing that jumps about by more than this is no steady sign and must last longer. */
  respiratory_rate_steady_within_per_min: { default: 1, min: 0, max: 20 },
  /** No breath at all, seen for so long. */
  respiratory_rate_stop_seconds: { default: 30, min: 10, max: 120 },
  respiratory_rate_unsteady_seconds: { default: 180, min: 10, max: 3600 },

  spo2_urgent_at_most_percent: { default: 93, min: 50, max: 99 },
  spo2_emergency_at_most_percent: { default: 91, min: 50, max: 99 },
  spo2_hold_seconds: { default: 60, min: 10, max: 3600 },
  spo2_clear_inside_percent: { default: 2, min: 0, max: 10 },

  /**
   * Measured now and then: beyond, and not measured to be inside for so long (spot-limits.ts). Urgent where NEWS2 (Royal
   * College of Physicians, 2017) gives three points, 35.0 °C or less, and from its highest band for a fever, 39.1 °C, which
   * it gives two: the score alone says nothing to somebody at home, while a single 37.8 °C is a fever in long-term care
   * (IDSA, High and others, 2009). Emergencies: below 32 °C hypothermia is moderate (European Resuscitation Council, 2021);
   * definitions of hyperpyrexia begin at 41.0 to 41.5 °C.
   */
  temperature_urgent_below_celsius: { default: 35.1, min: 30, max: 37 },
  temperature_urgent_above_celsius: { default: 39, min: 36, max: 43 },
  temperature_emergency_below_celsius: { default: 32, min: 20, max: 37 },
  temperature_emergency_above_celsius: { default: 41, min: 36, max: 45 },
  temperature_hold_seconds: { default: 180, min: 0, max: 3600 },
  temperature_clear_inside_celsius: { default: 0.2, min: 0, max: 2 },

  /**
   * Urgent where NEWS2 gives three points: 90 or less, 220 or more. There is no emergency and nothing diastolic by default:
   * NEWS2 knows none, and guidelines (NICE NG136: 180/120) go by symptoms besides. The ends of what a cuff can measure
   * stand for none.
   */
  blood_pressure_systolic_urgent_below_mmhg: { default: 91, min: 30, max: 180 },
  blood_pressure_systolic_urgent_above_mmhg: { default: 219, min: 80, max: 300 },
  blood_pressure_systolic_emergency_below_mmhg: { default: 30, min: 30, max: 180 },
  blood_pressure_systolic_emergency_above_mmhg: { default: 300, min: 80, max: 300 },
  blood_pressure_diastolic_urgent_below_mmhg: { default: 20, min: 20, max: 120 },
  blood_pressure_diastolic_urgent_above_mmhg: { default: 200, min: 50, max: 200 },
  blood_pressure_diastolic_emergency_below_mmhg: { default: 20, min: 20, max: 120 },
  blood_pressure_diastolic_emergency_above_mmhg: { default: 200, min: 50, max: 200 },
  blood_pressure_hold_seconds: { default: 180, min: 0, max: 3600 },
  blood_pressure_clear_inside_mmhg: { default: 5, min: 0, max: 30 },

  /** The early warning score (NEWS2). Three points by one sign alone are for the limits of that sign. */
  news2_urgent_points: { default: 5, min: 3, max: 20 },
  news2_emergency_points: { default: 7, min: 3, max: 20 },
  news2_hold_seconds: { default: 180, min: 0, max: 3600 },
  /** What was told is over when the score is more than this below the urgent one. Ours. */
  news2_clear_inside_points: { default: 1, min: 0, max: 3 },
  /** A temperature or a blood pressure counts until it is measured again, or for so long. */
  news2_spot_seconds: { default: 6 * 3600, min: 60, max: 86_400 },
  /** 2 for people whose oxygen is meant to be 88 to 92 %. */
  news2_spo2_scale: { default: 1, min: 1, max: 2 },
  /** 1 for people who breathe oxygen. */
  news2_on_oxygen: { default: 0, min: 0, max: 1 },
  /** Nothing a device measures: 0 is left out (the score stays partial), 1 alert as ever, 2 newly confused or worse (CVPU). */
  news2_consciousness: { default: 0, min: 0, max: 2 },

  /** A vital sign that is still outside its limits rings again after this long. */
  vitals_repeat_seconds: { default: 900, min: 60, max: 86_400 },
  /** Readings further apart than this say nothing about the time between them. */
  vitals_gap_seconds: { default: 300, min: 10, max: 3600 },

  bed_exit_arm_seconds: { default: 120, min: 0, max: 7200 },
  bed_exit_urgent_seconds: { default: 15 * 60, min: 60, max: 6 * 3600 },
  bed_exit_emergency_seconds: { default: 45 * 60, min: 60, max: 12 * 3600 },
  /** Local time of day; the night begins at one and ends at the other, over midnight when it must. */
  bed_exit_from_hour: { default: 22, min: 0, max: 24 },
  bed_exit_until_hour: { default: 6, min: 0, max: 24 },
  /** In and out within 20 s this often (halved every day) is no person but a mat that loses contact. Ours. */
  bed_exit_unsteady_times: { default: 20, min: 5, max: 1000 },
  /** For so long the word of such a bed alone, with nobody heard elsewhere, tells of nobody. Ours: ADR 0052. */
  bed_exit_unsteady_seconds: { default: 2 * 3600, min: 900, max: 12 * 3600 },

  /** What the hub takes for a fall in raw motion, and what it alarms for without waiting. */
  fall_confidence_at_least_percent: { default: 50, min: 20, max: 99 },
  fall_sure_at_least_percent: { default: 80, min: 20, max: 100 },
  /** A fall that isn't sure waits this long for somebody to take it back. */
  fall_confirm_seconds: { default: 60, min: 0, max: 300 },
  /** The bed tells more than the pendant alone: taken off while somebody lies in it, put on when they just got up. Ours. */
  fall_in_bed_less_percent: { default: 30, min: 0, max: 60 },
  fall_out_of_bed_more_percent: { default: 15, min: 0, max: 60 },

  /** Without a figure of their own, people who are never silent for so long are missed sooner, once that is known. */
  no_activity_hours: { default: 12, min: 1, max: 72 },
  no_activity_least_hours: { default: 4, min: 1, max: 72 },
  /** Told by day only. */
  no_activity_from_hour: { default: 6, min: 0, max: 24 },
  no_activity_until_hour: { default: 22, min: 0, max: 24 },
  /** Who was to be back by now (a mode has ended) and isn't heard of is missed sooner. Ours: an evening's grace. */
  no_activity_return_hours: { default: 3, min: 1, max: 72 },

  /** The door in the night and nobody heard of after it. Ours: shorter than the way to the bathroom and back is long. */
  night_absence_urgent_seconds: { default: 10 * 60, min: 60, max: 6 * 3600 },
  night_absence_emergency_seconds: { default: 30 * 60, min: 60, max: 12 * 3600 },

  /** 1 for people who can't turn themselves: they are turned every two hours (the domain's figure). */
  turning_needed: { default: 0, min: 0, max: 1 },
  turn_every_minutes: { default: 120, min: 15, max: 480 },
  /** How much of the most a bed can tell counts as lying otherwise. Ours. */
  turn_movement_at_least_percent: { default: 40, min: 1, max: 100 },

  /** What is to be taken counts as late after this, and as taken from so long before. Ours. */
  medication_grace_minutes: { default: 30, min: 5, max: 240 },
  medication_early_minutes: { default: 60, min: 0, max: 360 },

  /** Signs of life in the home of somebody away: asked about after so long in the mode; unanswered, the mode ends. Ours. */
  mode_check_after_minutes: { default: 60, min: 0, max: 1440 },
  mode_check_answer_minutes: { default: 30, min: 5, max: 1440 },

  wet_urgent_seconds: { default: 30 * 60, min: 60, max: 6 * 3600 },

  battery_low_at_most_percent: { default: 20, min: 5, max: 90 },
  battery_urgent_at_most_percent: { default: 5, min: 1, max: 50 },
  battery_clear_inside_percent: { default: 5, min: 0, max: 50 },
  battery_remind_days: { default: 7, min: 1, max: 60 },
  /** A battery that is still low after so long is nobody's technical matter any more. */
  battery_fixed_within_days: { default: 14, min: 1, max: 90 },

  /** A call device is tried this often. */
  test_every_days: { default: 7, min: 1, max: 60 },

  offline_mains_missed_beats: { default: 3, min: 1, max: 100 },
  offline_mains_at_most_seconds: { default: 300, min: 10, max: 86_400 },
  offline_battery_missed_beats: { default: 2, min: 1, max: 100 },
  /** A device that was registered and never spoke. Ours: time to bring it there and plug it in. */
  offline_first_days: { default: 7, min: 1, max: 90 },
  /** What somebody's life may hang on is fixed within this, or a person is sent to look in. */
  look_in_after_minutes: { default: 120, min: 10, max: 1440 },
} as const satisfies Record<string, Limit>

type Limit = { default: number; min: number; max: number }
export type LimitName = keyof typeof limits

/** This person's own figures, by the names above. */
export type OwnLimits = Readonly<Record<string, number>>

/** The figure that holds for this person: their own where it is a number, else the default. */
export function limitOf(own: OwnLimits, name: LimitName): number {
  const value = own[name]
  return value !== undefined && Number.isFinite(value) ? value : defaultOf(own, name)
}

/**
 * What holds unless somebody set it. Whose oxygen is meant to be 88 to 92 % (scale 2) is not to be told of at 90 %: the
 * limits of it lie where that scale gives what the usual ones are given, two points at 85 % and three at 83 %.
 */
export function defaultOf(own: OwnLimits, name: LimitName): number {
  const isLow = own.news2_spo2_scale !== undefined && own.news2_spo2_scale >= 2
  if (isLow && name === 'spo2_urgent_at_most_percent') return 85
  if (isLow && name === 'spo2_emergency_at_most_percent') return 83
  return limits[name].default
}

/** The figures that hold, by name, for an alert to show. */
export const limitsOf = (own: OwnLimits, names: readonly LimitName[]): Record<string, number> =>
  Object.fromEntries(names.map((name) => [name, limitOf(own, name)]))

/**
 * What is wrong with a person's own limits, field by field; nothing when they can be kept. A limit may be set for a part of
 * the day as well (`name@22:00-06:00`), once for each minute: every minute of the day must make sense.
 */
export function checkLimits(record: Readonly<Record<string, unknown>>): readonly FieldError[] {
  const errors: FieldError[] = []
  const whole: Record<string, number> = {}
  const parts: { field: string; part: PartOfDay; value: number }[] = []
  for (const [field, value] of Object.entries(record)) {
    const part = partOfDay(field)
    const name = part?.name ?? field
    if (part === null && field.includes('@'))
      errors.push({ field, message: 'the part of the day must be written like 22:00-06:00, from one time to another' })
    else if (!isLimitName(name)) errors.push({ field, message: 'there is no limit of this name' })
    else if (part !== null && wholeDay.has(name)) errors.push({ field, message: 'holds for the whole day' })
    else if (typeof value !== 'number' || !Number.isFinite(value)) errors.push({ field, message: 'must be a number' })
    else if (value < limits[name].min || value > limits[name].max)
      errors.push({ field, message: `must be from ${limits[name].min} to ${limits[name].max}` })
    else if (choices.has(name) && !Number.isInteger(value)) errors.push({ field, message: 'must be a whole number' })
    else if (part === null) whole[name] = value
    else parts.push({ field, part, value })
  }
  // Limits are stored without an order: which of two that overlap holds, nobody could say.
  for (const [n, { field, part }] of parts.entries()) {
    const other = parts.slice(0, n).find((before) => before.part.name === part.name && doOverlap(before.part, part))
    if (other !== undefined)
      errors.push({ field, message: `must not overlap with ${other.field.slice(part.name.length + 1)}` })
  }
  if (errors.length > 0) return errors
  const found = new Map<string, FieldError>()
  for (const hour of [0, ...parts.flatMap(({ part }) => [part.fromHour, part.untilHour])]) {
    const own = { ...whole }
    const fieldOf: Record<string, string> = {}
    for (const { field, part, value } of parts) {
      if (!isInPart(hour, part)) continue
      own[part.name] = value
      fieldOf[part.name] = field
    }
    for (const { field, message } of inOrder.flatMap(([low, high, gap]) => disorder(own, low, high, gap))) {
      const blamed = fieldOf[field] ?? field
      if (!found.has(blamed)) found.set(blamed, { field: blamed, message })
    }
  }
  return [...found.values()]
}

const isInPart = (hour: number, { fromHour, untilHour }: PartOfDay): boolean =>
  fromHour < untilHour ? hour >= fromHour && hour < untilHour : hour >= fromHour || hour < untilHour

const doOverlap = (one: PartOfDay, other: PartOfDay): boolean =>
  isInPart(one.fromHour, other) || isInPart(other.fromHour, one)

/** No figures but one of several: there is nothing between them. */
const choices: ReadonlySet<string> = new Set([
  'news2_spo2_scale',
  'news2_on_oxygen',
  'news2_consciousness',
  'turning_needed',
])

/** Figures about the day itself, or about a device, know no part of it. */
export const wholeDay: ReadonlySet<string> = new Set([
  'bed_exit_from_hour',
  'bed_exit_until_hour',
  'no_activity_from_hour',
  'no_activity_until_hour',
  'bed_exit_unsteady_times',
  'turning_needed',
  'battery_low_at_most_percent',
  'battery_urgent_at_most_percent',
])

/** Pairs that only make sense in this order, with the room between them (twice the hysteresis) where there must be some. */
const inOrder: readonly (readonly [LimitName, LimitName, LimitName | null])[] = [
  ['heart_rate_emergency_below_bpm', 'heart_rate_urgent_below_bpm', null],
  ['heart_rate_urgent_below_bpm', 'heart_rate_urgent_above_bpm', 'heart_rate_clear_inside_bpm'],
  ['heart_rate_urgent_above_bpm', 'heart_rate_emergency_above_bpm', null],
  ['respiratory_rate_emergency_below_per_min', 'respiratory_rate_urgent_below_per_min', null],
  [
    'respiratory_rate_urgent_below_per_min',
    'respiratory_rate_urgent_above_per_min',
    'respiratory_rate_clear_inside_per_min',
  ],
  ['respiratory_rate_urgent_above_per_min', 'respiratory_rate_emergency_above_per_min', null],
  ['spo2_emergency_at_most_percent', 'spo2_urgent_at_most_percent', null],
  ['temperature_emergency_below_celsius', 'temperature_urgent_below_celsius', null],
  ['temperature_urgent_below_celsius', 'temperature_urgent_above_celsius', 'temperature_clear_inside_celsius'],
  ['temperature_urgent_above_celsius', 'temperature_emergency_above_celsius', null],
  ['blood_pressure_systolic_emergency_below_mmhg', 'blood_pressure_systolic_urgent_below_mmhg', null],
  [
    'blood_pressure_systolic_urgent_below_mmhg',
    'blood_pressure_systolic_urgent_above_mmhg',
    'blood_pressure_clear_inside_mmhg',
  ],
  ['blood_pressure_systolic_urgent_above_mmhg', 'blood_pressure_systolic_emergency_above_mmhg', null],
  ['blood_pressure_diastolic_emergency_below_mmhg', 'blood_pressure_diastolic_urgent_below_mmhg', null],
  [
    'blood_pressure_diastolic_urgent_below_mmhg',
    'blood_pressure_diastolic_urgent_above_mmhg',
    'blood_pressure_clear_inside_mmhg',
  ],
  ['blood_pressure_diastolic_urgent_above_mmhg', 'blood_pressure_diastolic_emergency_above_mmhg', null],
  ['news2_urgent_points', 'news2_emergency_points', null],
  ['bed_exit_urgent_seconds', 'bed_exit_emergency_seconds', null],
  ['night_absence_urgent_seconds', 'night_absence_emergency_seconds', null],
  ['battery_urgent_at_most_percent', 'battery_low_at_most_percent', null],
]

function disorder(own: OwnLimits, low: LimitName, high: LimitName, gap: LimitName | null): readonly FieldError[] {
  const between = gap === null ? 0 : 2 * limitOf(own, gap)
  if (limitOf(own, low) + between <= limitOf(own, high)) return []
  const room = between === 0 ? '' : ` by ${between} or more, or it could never clear`
  // Blame what was set, not a default the person never touched.
  return low in own
    ? [{ field: low, message: `must be below ${high} (${limitOf(own, high)})${room}` }]
    : [{ field: high, message: `must be above ${low} (${limitOf(own, low)})${room}` }]
}

export const isLimitName = (name: string): name is LimitName => Object.hasOwn(limits, name)
