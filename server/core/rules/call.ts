import { alarm } from './alarm.ts'

/** The button. */
export const call = alarm('call', 'call.cancel')
