import type { Database } from './database.ts'
import { cancel, enqueue, jobKey } from './jobs.ts'

/**
 * A mode that has an end is over then, in the caller's transaction; the end of an earlier one is forgotten. `at`: when the
 * hub looks, epoch ms.
 */
export async function modeEndsAt(
  trx: Database,
  residentId: string,
  until: Date | null,
  at = until?.getTime(),
): Promise<void> {
  const key = jobKey.modeEnds(residentId)
  if (until === null) return cancel(trx, key)
  await enqueue(trx, { name: 'mode_ends', payload: { residentId, until: until.getTime() }, key, at })
}

/** The same for somebody's work on a device. */
export async function maintenanceEndsAt(
  trx: Database,
  deviceId: string,
  until: Date | null,
  at = until?.getTime(),
): Promise<void> {
  const key = jobKey.maintenanceEnds(deviceId)
  if (until === null) return cancel(trx, key)
  await enqueue(trx, { name: 'maintenance_ends', payload: { deviceId, until: until.getTime() }, key, at })
}
