import type { TimelineType } from '../contract/alerts.ts'
import { hub } from '../core/access/acting.ts'
import type { NotifyDeps } from './notify.ts'

type Data = Record<string, unknown>
export type Recorder = {
  /** Writes one entry into the alert's story. */
  record(type: TimelineType, data: Data): Promise<void>
  /** The message is out: only the record keeps it from going out again, so the record is worth some patience. */
  recordSurely(type: TimelineType, data: Data): Promise<void>
}

/** What becomes of one message, in its alert's story; `common` is in every entry. */
export function createRecord(
  { db, queries, now, announce, pause }: NotifyDeps,
  alertId: string,
  common: Data,
): Recorder {
  async function record(type: TimelineType, data: Data): Promise<void> {
    const seqs = await db.transaction().execute(async (trx) => {
      const alert = await queries.alerts.lockForChange(trx, alertId)
      if (alert === null) return []
      return queries.timeline.append(trx, [
        {
          at: now(),
          type,
          actor: hub,
          areaPath: alert.areaPath,
          alertId,
          residentId: alert.residentId,
          deviceId: alert.deviceId,
          data: { ...common, ...data },
        },
      ])
    })
    announce(seqs)
  }

  async function recordSurely(type: TimelineType, data: Data): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await record(type, data)
      } catch (error) {
        if (tries === 10) throw error
        await pause(Math.min(200 * 2 ** tries, 10_000))
      }
    }
  }

  return { record, recordSurely }
}
