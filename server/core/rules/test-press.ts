import { nothingKept, type Rule } from './rule.ts'

/** The weekly press that tries the line: the person hears that it arrived, nobody is alarmed. */
export const testPress: Rule<null> = {
  name: 'test',
  version: 1,
  read: nothingKept,

  step(_state, moment) {
    if (moment.event?.type !== 'test') return null
    return { next: null, effects: [{ do: 'command', type: 'call.received', about: null }] }
  },
}
