import type { HubTrouble } from './contract/hub.ts'
import type { Unread } from './registered.ts'
import type { ClockWatch } from './store/clock-watch.ts'
import type { Database } from './store/database.ts'
import { failedJobs } from './store/failed-jobs.ts'
import { failingPlans } from './store/failing-plans.ts'

type Needs = { db: Database; unread(): readonly Unread[]; clock: Pick<ClockWatch, 'apart'> }

/** What isn't as it should be and doesn't keep the hub from taking presses; the longest first. */
export const troublesOf =
  ({ db, unread, clock }: Needs) =>
  async (): Promise<HubTrouble[]> => {
    const apart = clock.apart()
    const found = [
      ...(apart === null ? [] : [clocksApart(apart)]),
      ...unread().map((edit) => ({ kind: 'unread' as const, ...edit })),
      ...(await failingPlans(db)).map((plan) => ({ kind: 'plan' as const, ...plan })),
      // Of what is planned the line above says more.
      ...(await failedJobs(db)).flatMap((jobs) =>
        jobs.task === 'visit_due' ? [] : [{ kind: 'jobs' as const, ...jobs }],
      ),
    ]
    return found
      .toSorted((a, b) => a.since - b.since)
      .map((trouble) => ({ ...trouble, since: new Date(trouble.since).toISOString() }))
  }

const clocksApart = ({ aheadMs, since }: { aheadMs: number; since: number }) => ({
  kind: 'clock' as const,
  aheadSeconds: Math.round(aheadMs / 100) / 10,
  since,
  reason: 'what is due is due by the clock of the database',
})
