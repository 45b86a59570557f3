import type { HubTrouble } from './contract/hub.ts'
import type { Unread } from './registered.ts'
import type { ClockWatch } from './store/clock-watch.ts'
import type { Database } from './store/database.ts'
import { failingPlans } from './store/failing-plans.ts'

type Needs = { db: Database; unread(): readonly Unread[]; clock: Pick<ClockWatch, 'apart'> }

/** What isn't as it should be and doesn't keep the hub from taking presses. */
export type Troubles = {
  /** The longest first. */
  list(): Promise<HubTrouble[]>
}

export const createTroubles = ({ db, unread, clock }: Needs): Troubles => ({
  async list() {
    const apart = clock.apart()
    const plans = (await failingPlans(db)).map(({ since, ...plan }) => ({
      kind: 'plan' as const,
      ...plan,
      since: new Date(since).toISOString(),
    }))
    const edits = unread().map(({ since, ...edit }) => ({
      kind: 'unread' as const,
      ...edit,
      since: new Date(since).toISOString(),
    }))
    const clocks =
      apart === null
        ? []
        : [
            {
              kind: 'clock' as const,
              aheadSeconds: Math.round(apart.aheadMs / 100) / 10,
              since: new Date(apart.since).toISOString(),
              reason: 'what is due is due by the clock of the database',
            },
          ]
    return [...clocks, ...edits, ...plans].sort((a, b) => a.since.localeCompare(b.since))
  },
})
