import { type Day, dayAt, dayNumber } from '../calendar.ts'
import { dueAtTurn, graceMs } from './turns.ts'

/** When a turn takes place: its day, and the hour agreed on (`09:30`) where one is. */
export type TurnTime = { on: Day; agreed: string | null }

/** A turn that is moved further than this is no turn of its plan any more. */
const farthestMoveDays = 366

/** By when somebody has to be there then, epoch ms; or which field is wrong, and why. `now` is epoch ms. */
export function movedTo(
  from: TurnTime,
  to: TurnTime,
  now: number,
  zone: string,
): { dueAt: number } | { field: 'to' | 'agreed'; message: string } {
  if (to.on === from.on && to.agreed === from.agreed) return { field: 'to', message: 'it takes place then already' }
  const today = dayAt(now, zone)
  if (to.on < today) return { field: 'to', message: 'lies in the past' }
  if (dayNumber(to.on) > dayNumber(today) + farthestMoveDays) return { field: 'to', message: 'more than a year ahead' }
  const dueAt = dueAtTurn(to.on, to.agreed, zone)
  if (to.agreed !== null && dueAt - graceMs <= now) return { field: 'agreed', message: 'lies in the past' }
  return { dueAt }
}
