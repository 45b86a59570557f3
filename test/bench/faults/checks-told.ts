import { allOf } from '../../../dashboard/src/app/known.ts'
import type { Devices } from './devices.ts'
import type { Place } from './place.ts'
import { rowsOf, said } from './rows.ts'
import type { Screen } from './screens.ts'

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
