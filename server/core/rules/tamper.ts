import { isSilenced } from './modes.ts'
import { nothingKept, type Rule, raise } from './rule.ts'

/** Somebody opened or moved the device. */
export const tamper: Rule<null> = {
  name: 'tamper',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    if (moment.event?.type !== 'tamper' || isSilenced(moment.facts, 'tamper', moment.now)) return null
    return { next: null, effects: [raise(tamper, moment, { kind: 'tamper', priority: 4 })] }
  },
}
