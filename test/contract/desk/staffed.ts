import type { Actor } from '../../../server/core/access/roles.ts'
import { type House, openHouse } from './house.ts'

/** A house with an operator at the desk, and a supervisor for those whom nobody takes. */
export async function openStaffedHouse(): Promise<{ house: House; operator: Actor }> {
  const house = await openHouse()
  const operator = await house.person('陈静', 'operator')
  await house.person('方敏', 'supervisor')
  return { house, operator }
}

/** An emergency that nobody took is told of for ever: not in the next story. */
export const forgetWhatIsDue = (house: House) => house.pool.query('delete from graphile_worker._private_jobs')

/** Time passes, and what is due by then runs; the keys of its jobs. */
export async function pass(house: House, ms: number): Promise<string[]> {
  house.clock.now += ms
  return house.runDue()
}
