import type { Alert, TimelineEntry } from '../../../../server/contract/alerts.ts'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { isOpenTicket, type Priority } from '../../app/domain.ts'

const minuteMs = 60_000
/** How long a claim may go without work, ms; as in server/core/escalation/policy.ts. */
const idleMs: Record<Priority, number> = { 1: 5 * minuteMs, 2: 10 * minuteMs, 3: 60 * minuteMs, 4: 24 * 60 * minuteMs }

/** What its owner does that counts as work; as in server/core/alert/transitions.ts. */
const work: ReadonlySet<string> = new Set([
  'alert.note',
  'alert.called',
  'alert.step_done',
  'alert.step_undone',
  'ticket.requested',
])

/** Family told because the owner says so is work, too; told by the plan it is not. */
const isWork = ({ type, data }: TimelineEntry): boolean =>
  work.has(type) || (type === 'notice.queued' && data.asked === true)

/**
 * When the hub takes a claim back, epoch ms. Null while nobody has it, and while help that was accepted may keep it; a
 * request that nobody has taken does not.
 */
export function claimEndsAt(
  { state, owner, claimedAt, priority }: Alert,
  story: readonly TimelineEntry[],
  tickets: readonly Ticket[],
): number | null {
  if (state !== 'claimed' || owner === null || claimedAt === null) return null
  if (tickets.some((ticket) => isOpenTicket(ticket) && ticket.acceptedAt !== null)) return null
  const last = story.findLast(
    (entry) => isWork(entry) && entry.actor.kind === 'person' && entry.actor.id === owner.id,
  )?.at
  return Math.max(Date.parse(claimedAt), last === undefined ? 0 : Date.parse(last)) + idleMs[priority]
}

/** So long before the end its owner is told. */
export const warnedMs = 90_000
