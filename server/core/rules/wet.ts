import { nothingKept, type Rule, raise } from './rule.ts'

/** A wet bed is dealt with in turn; it rises in the queue when nobody comes (alert/queue.ts). */
export const wet: Rule<null> = {
  name: 'wet',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    const type = moment.event?.type
    if (type === 'bed.wet') return { next: null, effects: [raise(wet, moment, { kind: 'wet', priority: 3 })] }
    if (type === 'bed.dry') return { next: null, effects: [{ do: 'clear', kind: 'wet', at: moment.at, reason: 'dry' }] }
    return null
  },
}
