/** What is counted, each a yes or no about one alert, ticket or device. Every figure is made of these and of nothing else. */
export const countsOf = {
  alert: [
    'alerts',
    'emergency',
    'urgent',
    'routine',
    'technical',
    'in_60',
    'over_60',
    'in_180',
    'over_180',
    'real',
    'not_real',
    'false_alarm',
    'not_false',
  ],
  ticket: [
    'door_15',
    'late_15',
    'door_45',
    'late_45',
    'door_60',
    'late_60',
    'in_5',
    'late_5',
    'accepted_in_time',
    'accepted_late',
    'visit_on_time',
    'visit_late',
    'satisfied',
    'not_satisfied',
  ],
  device: ['supervised', 'unsupervised', 'never_heard'],
  /** A time in which a device was out of supervision, by when it began. */
  gap: ['gaps'],
  /** A message to somebody, by when it was clear what became of it. */
  notice: ['first_attempt', 'later_attempt'],
  community: ['near_station', 'far_from_station'],
  resident: ['residents_independent', 'residents_partly_dependent', 'residents_dependent', 'residents_dementia'],
} as const
export type Counted = keyof typeof countsOf
export const counteds = [
  'alert',
  'ticket',
  'device',
  'gap',
  'notice',
  'community',
  'resident',
] as const satisfies Counted[]

export const countNames = counteds.flatMap((of): readonly CountName[] => countsOf[of])
export type CountName = (typeof countsOf)[Counted][number]
/** What a count counts. */
export function countedOf(name: CountName): Counted {
  const found = counteds.find((of) => {
    const names: readonly CountName[] = countsOf[of]
    return names.includes(name)
  })
  return found ?? 'alert'
}

/** What is known only as it is now: of a period that is over nobody wrote it down. */
export const nowOnly: readonly Counted[] = ['device', 'community', 'resident']

/** By what each may be taken apart; of the whole it is known in any case. */
export const splitsOf: Record<Counted, readonly ('day' | 'area' | 'operator' | 'kind')[]> = {
  alert: ['day', 'area', 'operator', 'kind'],
  ticket: ['day', 'area', 'operator', 'kind'],
  device: ['area'],
  gap: ['day', 'area'],
  notice: ['day', 'area', 'kind'],
  community: ['area'],
  resident: ['area'],
}

/** null: this can't be told, because nobody recorded it or because it can't be split that way. */
export type Counts = { readonly [N in CountName]: number | null }

const zero: Counts = {
  alerts: 0,
  emergency: 0,
  urgent: 0,
  routine: 0,
  technical: 0,
  in_60: 0,
  over_60: 0,
  in_180: 0,
  over_180: 0,
  real: 0,
  not_real: 0,
  false_alarm: 0,
  not_false: 0,
  door_15: 0,
  late_15: 0,
  door_45: 0,
  late_45: 0,
  door_60: 0,
  late_60: 0,
  in_5: 0,
  late_5: 0,
  accepted_in_time: 0,
  accepted_late: 0,
  visit_on_time: 0,
  visit_late: 0,
  satisfied: 0,
  not_satisfied: 0,
  supervised: 0,
  unsupervised: 0,
  never_heard: 0,
  gaps: 0,
  first_attempt: 0,
  later_attempt: 0,
  near_station: 0,
  far_from_station: 0,
  residents_independent: 0,
  residents_partly_dependent: 0,
  residents_dependent: 0,
  residents_dementia: 0,
}

/** Counts with everything that is not given at zero. */
export const countsFrom = (known: Partial<Counts>): Counts => ({ ...zero, ...known })

/** What several groups come to; what one of them can't tell, all together can't. */
export function sumOf(groups: readonly Counts[]): Counts {
  return groups.reduce((sum, counts) => mapped((name) => added(sum[name], counts[name])), zero)
}

const added = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

function mapped(countOf: (name: CountName) => number | null): Counts {
  const counts: Partial<Record<CountName, number | null>> = {}
  for (const name of countNames) counts[name] = countOf(name)
  return { ...zero, ...counts }
}
