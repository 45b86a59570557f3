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
  ticket: ['door_45', 'late_45', 'door_60', 'late_60', 'accepted_in_time', 'accepted_late'],
  device: ['supervised', 'unsupervised'],
} as const
export type Counted = keyof typeof countsOf

export const countNames = [...countsOf.alert, ...countsOf.ticket, ...countsOf.device] as const
export type CountName = (typeof countNames)[number]
/** What a count counts. */
export function countedOf(name: CountName): Counted {
  const isOf = (names: readonly CountName[]) => names.includes(name)
  return isOf(countsOf.alert) ? 'alert' : isOf(countsOf.ticket) ? 'ticket' : 'device'
}

/** null: this can't be told, because nobody recorded it or because it can't be split that way. */
export type Counts = { readonly [N in CountName]: number | null }

/** Counts with everything that is not given at zero. */
export const countsFrom = (known: Partial<Counts>): Counts => ({ ...zero, ...known })

/** What several groups come to; what one of them can't tell, all together can't. */
export function sumOf(groups: readonly Counts[]): Counts {
  return groups.reduce((sum, counts) => mapped((name) => added(sum[name], counts[name])), zero)
}

const added = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)

function mapped(countOf: (name: CountName) => number | null): Counts {
  return {
    alerts: countOf('alerts'),
    emergency: countOf('emergency'),
    urgent: countOf('urgent'),
    routine: countOf('routine'),
    technical: countOf('technical'),
    in_60: countOf('in_60'),
    over_60: countOf('over_60'),
    in_180: countOf('in_180'),
    over_180: countOf('over_180'),
    real: countOf('real'),
    not_real: countOf('not_real'),
    false_alarm: countOf('false_alarm'),
    not_false: countOf('not_false'),
    door_45: countOf('door_45'),
    late_45: countOf('late_45'),
    door_60: countOf('door_60'),
    late_60: countOf('late_60'),
    accepted_in_time: countOf('accepted_in_time'),
    accepted_late: countOf('accepted_late'),
    supervised: countOf('supervised'),
    unsupervised: countOf('unsupervised'),
  }
}
const zero: Counts = mapped(() => 0)
