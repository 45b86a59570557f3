import { alarm } from './alarm.ts'

/** A fall, as the sensor reports it; its own confirm window has passed by then. */
export const fall = alarm('fall', 'fall.cancel')
