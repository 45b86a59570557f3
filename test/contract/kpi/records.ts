import { v7 } from 'uuid'
import type { Person, TestApi } from '../../harness/api.ts'

/** What happened, as rows: alerts with who claimed them and when, tickets with their times. */

const minute = 60_000

type Place = { id: string; path: string }
export type Wish = {
  area: { id: string; path: string }
  at: number
  priority?: 1 | 2 | 3 | 4
  /** Seconds until each claim. */
  claims?: readonly { after: number; by: Person }[]
  /** Seconds until it became an emergency. */
  risenAfter?: number
  outcome?: 'false_alarm' | 'reassured' | 'ambulance'
}

export async function alertOf(api: TestApi, wish: Wish): Promise<string> {
  const id = v7()
  const { area, at, priority = 1, claims = [], outcome } = wish
  const owner = claims.at(-1)
  await api.db
    .insertInto('alert')
    .values({
      id,
      kind: priority === 4 ? 'battery_low' : priority === 1 ? 'call' : 'bed_exit',
      priority,
      state: outcome !== undefined ? 'resolved' : owner === undefined ? 'open' : 'claimed',
      area_id: area.id,
      happened_at: new Date(at),
      received_at: new Date(at),
      late: false,
      owner_id: owner?.by.id ?? null,
      first_claimed_at: claims[0] === undefined ? null : new Date(at + claims[0].after * 1000),
      claimed_at: owner === undefined ? null : new Date(at + owner.after * 1000),
      ...(outcome !== undefined && { outcome, resolved_at: new Date(at + 600_000) }),
      why: JSON.stringify({ rule: 'call', ruleVersion: 1, limits: {}, seen: [] }),
    })
    .execute()
  const entry = (type: 'alert.claimed' | 'alert.priority_raised', after: number, by: string) =>
    api.db
      .insertInto('timeline')
      .values({
        at: new Date(at + after * 1000),
        type,
        actor: JSON.stringify({ kind: 'person', id: by, name: by }),
        area_path: area.path,
        alert_id: id,
        ticket_id: null,
        resident_id: null,
        device_id: null,
        data: '{}',
      })
      .execute()
  if (wish.risenAfter !== undefined) await entry('alert.priority_raised', wish.risenAfter, 'hub')
  for (const { after, by } of claims) await entry('alert.claimed', after, by.id)
  return id
}

export type TicketWish = {
  area: Place
  by: { id: string }
  at: number
  kind?: 'response' | 'visit'
  residentId?: string
  state: 'done' | 'failed' | 'cancelled' | 'arrived'
  /** Minutes from the request. */
  arrivedAfter?: number
  insideAfter?: number
  stars?: number | null
  expired?: boolean
  /** The turn of a plan, and by when somebody has to be there. */
  planned?: { planId: string; on: string; by: number }
}

export async function ticketOf(api: TestApi, wish: TicketWish): Promise<void> {
  const id = v7()
  const accepted = wish.state === 'cancelled' ? null : new Date(wish.at + minute)
  await api.db
    .insertInto('ticket')
    .values({
      id,
      kind: wish.kind ?? 'response',
      state: wish.state,
      alert_id: null,
      resident_id: wish.residentId ?? null,
      area_id: wish.area.id,
      worker_id: null,
      reason: '',
      requested_at: new Date(wish.at),
      ...(wish.planned !== undefined && {
        ...{ plan_id: wish.planned.planId, planned_on: wish.planned.on, planned_for: new Date(wish.planned.by) },
      }),
      offered_at: new Date(wish.at),
      accepted_at: accepted,
      travelling_at: accepted,
      arrived_at: wish.arrivedAfter === undefined ? null : new Date(wish.at + wish.arrivedAfter * minute),
      inside_at: wish.insideAfter === undefined ? null : new Date(wish.at + wish.insideAfter * minute),
      ...(wish.stars !== undefined && { stars: wish.stars, rated_by: 'family' as const, rated_at: new Date(wish.at) }),
      done_at: null,
      closed_at: null,
      arrival_metres: null,
      arrival_reason: null,
      done_note: null,
      proof: null,
    })
    .execute()
  const types = ['ticket.requested', ...(wish.expired ? (['ticket.expired'] as const) : [])] as const
  for (const type of types)
    await api.db
      .insertInto('timeline')
      .values({
        at: new Date(wish.at),
        type,
        actor: JSON.stringify({ kind: 'person', id: wish.by.id, name: 'operator' }),
        area_path: wish.area.path,
        alert_id: null,
        ticket_id: id,
        resident_id: null,
        device_id: null,
        data: '{}',
      })
      .execute()
}
