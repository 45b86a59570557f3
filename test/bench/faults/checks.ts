import { allOf } from '../../../dashboard/src/app/known.ts'
import { lookInto } from '../../harness/facts.ts'
import type { Done } from './deeds.ts'
import type { Devices } from './devices.ts'
import type { Place } from './place.ts'
import type { Screen } from './screens.ts'
import { emergencyPlan } from './town.ts'

/** When something was wrong, or the hub had not come back from it: epoch ms. Nothing is in time then. */
export type Trouble = { from: number; until: number }

/** So late on a machine that is busy is not late. */
const slackMs = 6_000

/** How long of a stretch of time nothing was wrong. */
function calmMs(troubles: readonly Trouble[], from: number, until: number): number {
  let calm = 0
  let at = from
  for (const trouble of troubles.toSorted((a, b) => a.from - b.from)) {
    if (trouble.until <= at || trouble.from >= until) continue
    calm += Math.max(0, trouble.from - at)
    at = Math.max(at, Math.min(until, trouble.until))
  }
  return calm + Math.max(0, until - at)
}

type Row = Record<string, unknown>
const rowsOf = <R extends Row>(place: Place, text: string, values: unknown[] = []) =>
  lookInto<R>(place.sideUrl, text, values)
const said = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row))

/** What has to hold at every moment at which nothing is wrong. Answers what doesn't. */
export async function lookNow(place: Place): Promise<string[]> {
  const found: string[] = []
  const none = async (what: string, text: string) => {
    for (const row of said(await rowsOf(place, text))) found.push(`${what}: ${row}`)
  }
  const job = (key: string) =>
    `exists (select from graphile_worker._private_jobs j where j.key = ${key} and (j.attempts < j.max_attempts or j.locked_at is not null))`
  await none(
    'an emergency that nobody has and no clock looks at',
    `select id, kind, state from alert where state = 'open' and priority = 1 and not ${job("'escalate:' || alert.id")}`,
  )
  await none(
    'a claim that no clock looks at',
    `select id, kind from alert where state = 'claimed' and not ${job("'claim_idle:' || alert.id")}`,
  )
  await none(
    'a claim whose alert still escalates',
    `select id, kind from alert where state = 'claimed' and ${job("'escalate:' || alert.id")}`,
  )
  await none(
    'a ticket that nobody has taken and no clock looks at',
    `select id, state from ticket where state in ('requested', 'offered', 'declined', 'expired') and not ${job("'offer:' || ticket.id")}`,
  )
  await none(
    'a job that somebody holds who is gone',
    `select id, key, locked_at, locked_by from graphile_worker._private_jobs where locked_at < now() - interval '45 seconds'`,
  )
  await none(
    'a line of jobs that somebody holds who is gone',
    `select q.queue_name, q.locked_at from graphile_worker._private_job_queues q where q.locked_at < now() - interval '45 seconds'`,
  )
  await none(
    'a job that is due and not begun',
    `select id, key, run_at, attempts, last_error, locked_at from graphile_worker._private_jobs
      where run_at < now() - make_interval(secs => case when job_queue_id is null then 20 else 60 end)
        and attempts < max_attempts and locked_at is null`,
  )
  await none(
    'a job that gave up',
    `select key, attempts, last_error from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null`,
  )
  await none(
    'an alert in the hands of somebody who is switched off',
    `select a.id, u.email from alert a join "user" u on u.id = a.owner_id where a.state = 'claimed' and not u.active
      and not exists (select from graphile_worker._private_jobs j where j.key = 'stand_down:' || u.id)`,
  )
  await none('closed without an outcome', `select id from alert where state = 'resolved' and outcome is null`)
  await none(
    'closed while somebody is on the way',
    `select a.id, t.id as ticket, t.state from alert a join ticket t on t.alert_id = a.id where a.state = 'resolved'
      and t.closed_at is null and t.state in ('requested','offered','accepted','travelling','arrived','declined','expired')`,
  )
  await none(
    'an open alert elsewhere than its person',
    `select a.id, a.area_id, r.area_id as home from alert a join resident r on r.id = a.resident_id
      where a.state <> 'resolved' and a.area_id <> r.area_id`,
  )
  return found
}

/** What was acknowledged is there, once; and all presses are counted. */
export async function lookUpFacts(place: Place, devices: Devices): Promise<{ found: string[]; acknowledged: number }> {
  const found: string[] = []
  const [events, readings, alerts] = await Promise.all([
    rowsOf<{ key: string; id: string; type: string }>(
      place,
      `select d.id || ' ' || e.event_id as key, d.id, e.type from event e join device d on d.no = e.device_no`,
    ),
    rowsOf<{ key: string }>(
      place,
      `select d.id || ' ' || (extract(epoch from r.at) * 1000)::bigint as key from reading r join device d on d.no = r.device_no where r.metric = 1`,
    ),
    rowsOf<{ id: string; kind: string; times: number }>(
      place,
      `select d.id, a.kind, sum(a.repeats + 1)::int as times from alert a join device d on d.no = a.device_no where a.kind in ('call', 'fall', 'smoke') group by 1, 2`,
    ),
  ])
  const stored = new Set([...events, ...readings].map(({ key }) => key))
  if (stored.size !== events.length + readings.length) found.push('a fact is stored twice')
  let acknowledged = 0
  for (const seat of devices.seats)
    for (const life of [...seat.past, seat.now])
      for (const one of life.acknowledged) {
        acknowledged++
        if (!stored.has(`${seat.id} ${one}`)) found.push(`acknowledged and not stored: ${seat.id} ${one}`)
      }
  const pressed = new Map<string, number>()
  for (const { id, type } of events)
    if (type === 'call' || type === 'smoke') pressed.set(`${id} ${type}`, (pressed.get(`${id} ${type}`) ?? 0) + 1)
  for (const [key, times] of pressed) {
    const counted = alerts.find(({ id, kind }) => `${id} ${kind}` === key)?.times ?? 0
    if (counted !== times) found.push(`${key}: ${times} presses, ${counted} counted in alerts`)
  }
  return { found, acknowledged }
}

/** What the hub said is done is in the story. */
export async function lookUpDeeds(place: Place, done: readonly Done[]): Promise<string[]> {
  const entries = await rowsOf<{ type: string; alert: string | null; ticket: string | null; by: string; text: string }>(
    place,
    `select type, alert_id as alert, ticket_id as ticket, actor ->> 'id' as by, data::text as text from timeline where actor ->> 'kind' = 'person'`,
  )
  const told = new Set<string>()
  for (const { type, alert, ticket, by, text } of entries) {
    told.add(`${type} ${alert} ${by}`)
    told.add(`${type} ${ticket} ${by}`)
    const note = /said \d+/.exec(text)
    if (note !== null) told.add(`${type} ${by} ${note[0]}`)
  }
  return done
    .filter(
      ({ type, alertId, ticketId, by, text }) =>
        !told.has(text === null ? `${type} ${ticketId ?? alertId} ${by}` : `${type} ${by} ${text}`),
    )
    .map((one) => `answered as done and not in the story: ${JSON.stringify(one)}`)
}

/** Each emergency that nobody had was told to the next step within its time. */
export async function lookUpSteps(
  place: Place,
  troubles: readonly Trouble[],
  until: number,
): Promise<{ found: string[]; steps: number; latestMs: number }> {
  const entries = await rowsOf<{
    id: string
    type: string
    at: Date
    step: number | null
    again: boolean
    priority: number
    received: Date
    seq: number
  }>(
    place,
    `select a.id, t.type, t.at, (t.data ->> 'step')::int as step, coalesce((t.data ->> 'again')::boolean, false) as again,
        a.priority, a.received_at as received, t.seq
      from alert a join timeline t on t.alert_id = a.id
      where a.priority = 1 and a.kind in ('call', 'fall', 'smoke') and t.type in
        ('alert.raised', 'alert.claimed', 'alert.released', 'alert.claim_expired', 'alert.resolved', 'alert.escalated', 'alert.entered_area')
      order by a.id, t.seq`,
  )
  const found: string[] = []
  let steps = 0
  let latestMs = 0
  let waits: { id: string; since: number; told: Set<number>; late: Set<number> } | null = null
  const due = emergencyPlan.map(({ afterSeconds }) => afterSeconds * 1_000)
  const see = (now: number, taken: number | null) => {
    if (waits === null) return
    for (const [step, afterMs] of due.entries()) {
      if (step === 0 || waits.told.has(step)) continue
      const at = waits.since + afterMs
      // Nothing is in time while something is wrong; what stood in for it is looked at without that.
      const late = now - at <= 0 ? 0 : calmMs(troubles, at, now)
      if (taken === step) {
        steps++
        latestMs = Math.max(latestMs, late)
      }
      if (late > slackMs && !waits.late.has(step)) {
        waits.late.add(step)
        found.push(
          `${waits.id}: step ${step} due ${new Date(at).toISOString()} was ${taken === step ? 'taken' : 'not taken by'} ${new Date(now).toISOString()}, ${Math.round(late)} ms of calm later`,
        )
      }
    }
  }
  for (const [index, { id, type, at, step, again, received }] of entries.entries()) {
    const now = at.getTime()
    if (waits !== null && waits.id !== id) waits = null
    switch (type) {
      case 'alert.raised':
        waits = { id, since: received.getTime(), told: new Set(), late: new Set() }
        break
      case 'alert.released':
      case 'alert.claim_expired':
        waits = { id, since: now, told: new Set(), late: new Set() }
        break
      case 'alert.escalated':
        if (waits === null || step === null || again) break
        see(now, step)
        waits.told.add(step)
        break
      case 'alert.entered_area':
        // Its plan may have begun anew with the area.
        if (waits !== null) waits.since = Math.max(waits.since, now)
        break
      default:
        see(now, null)
        waits = null
    }
    const next = entries[index + 1]
    if (waits !== null && next?.id !== id) see(until, null)
  }
  return { found, steps, latestMs }
}

/**
 * Whoever was to be told was told, at least once and at most twice by one order. A letter that was delayed until after a new
 * press tells of that one, too: the order that the press gives finds it told.
 */
export async function lookUpMessages(place: Place): Promise<{ found: string[]; messages: number; twice: number }> {
  const found: string[] = []
  const owed = await rowsOf(
    place,
    `with queued as (select alert_id, data ->> 'channel' as channel, data ->> 'about' as about,
          coalesce(data ->> 'contactId', data -> 'recipient' ->> 'id') as who, max(seq) as seq, max(at) as at
        from timeline where type = 'notice.queued' group by 1, 2, 3, 4)
      select q.*, (select string_agg(t.type || ' ' || to_char(t.at, 'MI:SS.MS') || ' ' || t.seq, ', ' order by t.seq) from timeline t
          where t.alert_id = q.alert_id and (coalesce(t.data ->> 'contactId', t.data -> 'recipient' ->> 'id') = q.who
            or t.type in ('alert.raised', 'alert.repeated', 'alert.cancelled_by_resident', 'alert.claimed'))) as story
        from queued q where not exists (select from timeline t where t.alert_id = q.alert_id
          and (t.seq > q.seq or t.type = 'notice.sent' and t.at > q.at - interval '30 seconds')
          and t.type in ('notice.sent', 'notice.skipped', 'notice.failed') and t.data ->> 'channel' = q.channel
          and t.data ->> 'about' = q.about and coalesce(t.data ->> 'contactId', t.data -> 'recipient' ->> 'id') = q.who
          and coalesce((t.data ->> 'willRetry')::boolean, false) = false)
        and not exists (select from graphile_worker._private_jobs j where j.attempts < j.max_attempts and
          (j.key = 'notice:' || q.alert_id || ':' || q.who || ':' || q.about or j.key like 'tell:' || q.alert_id || ':%' || q.who))`,
  )
  for (const row of said(owed)) found.push(`was to be told and nothing became of it: ${row}`)
  const times = new Map<string, number>()
  const count = (id: string) => times.set(id, (times.get(id) ?? 0) + 1)
  for (const { text } of [...place.mail.letters, ...(place.mail.now?.letters ?? [])])
    count(/^message-id: (.*)$/im.exec(text)?.[1]?.trim() ?? 'a letter without an id')
  for (const { headers } of place.calls.now.got)
    if (place.calls.manner === 'takes') count(String(headers['idempotency-key']))
  let twice = 0
  for (const [id, often] of times) {
    if (often > 1) twice++
    if (often > 2 && id.includes('@')) found.push(`a letter went out ${often} times: ${id}`)
  }
  return { found, messages: times.size, twice }
}

/** Every screen that caught up shows what is. */
export async function lookAtScreens(place: Place, screens: readonly Screen[]): Promise<string[]> {
  const found: string[] = []
  const alerts = await rowsOf<{
    id: string
    state: string
    owner: string | null
    repeats: number
    seq: number
    path: string
  }>(
    place,
    `select a.id, a.state, a.owner_id as owner, a.repeats, a.seq, area.path from alert a join area on area.id = a.area_id
      where a.state <> 'resolved' and a.incident_id is null`,
  )
  for (const screen of screens) {
    await screen.catchUp()
    const state = screen.state()
    const shown = new Map(
      allOf(state.alerts)
        .filter((one) => one.state !== 'resolved' && one.incidentId === null)
        .map((one) => [one.id, one]),
    )
    for (const alert of alerts) {
      const one = shown.get(alert.id)
      if (one === undefined) {
        if (screen.sees(alert.path)) found.push(`${screen.as.email} doesn't show ${JSON.stringify(alert)}`)
        continue
      }
      shown.delete(alert.id)
      if (one.state !== alert.state || (one.owner?.id ?? null) !== alert.owner || one.repeats !== alert.repeats)
        found.push(
          `${screen.as.email} shows ${one.state} ${one.owner?.id} ${one.repeats} seq ${one.seq} and it is ${JSON.stringify(alert)}`,
        )
    }
    for (const [id, one] of shown)
      found.push(`${screen.as.email} shows ${id} as ${one.state} (seq ${one.seq}), which is over or elsewhere`)
    for (const one of screen.missed) found.push(one)
  }
  return found
}

/** Who is connected is known as such, and heard what was meant for them. */
export async function lookAtDevices(place: Place, devices: Devices): Promise<string[]> {
  const found: string[] = []
  const states = await rowsOf<{ id: string; online: boolean }>(
    place,
    `select d.id, s.online from device d join device_state s on s.device_no = d.no`,
  )
  for (const { id, now } of devices.seats) {
    const online = states.find((one) => one.id === id)?.online ?? false
    if (online !== now.connected())
      found.push(`${id} is ${now.connected() ? '' : 'not '}connected and stored as ${online ? 'on' : 'off'}line`)
  }
  const waiting = await rowsOf<{ id: string; type: string; device: string; at: Date }>(
    place,
    `select c.id, c.type, d.id as device, c.at from command c join device d on d.no = c.device_no where c.delivered_at is null`,
  )
  for (const row of said(waiting)) found.push(`a command that its device was not told: ${row}`)
  const delivered = await rowsOf<{ id: string; device: string }>(
    place,
    `select c.id, d.id as device from command c join device d on d.no = c.device_no where c.delivered_at is not null`,
  )
  const lives = new Map(devices.seats.map((seat) => [seat.id, [...seat.past, seat.now]]))
  for (const { id, device } of delivered)
    if (!(lives.get(device) ?? []).some(({ heard }) => heard.has(id)))
      found.push(`noted as told and never heard by ${device}: command ${id}`)
  return found
}
