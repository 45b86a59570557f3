import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Done } from './deeds.ts'
import type { Devices } from './devices.ts'
import type { Place } from './place.ts'
import { rowsOf } from './rows.ts'

const readingsInPostgres = (place: Place) =>
  rowsOf<{ key: string }>(
    place,
    `select d.id || ' ' || (extract(epoch from r.at) * 1000)::bigint as key from reading r join device d on d.no = r.device_no where r.metric = 1`,
  )

/** InfluxDB is back; what waited for it has gone there by itself, at most half a minute after. */
const emptiedWithinMs = 60_000

const Answer = z.object({
  results: z.array(
    z.object({
      series: z
        .array(z.object({ tags: z.object({ device: z.string() }), values: z.array(z.tuple([z.number(), z.number()])) }))
        .default([]),
    }),
  ),
})

/** What still waits in the spool is in none, and what was refused isn't either: nothing here is to be refused. */
async function readingsInInflux(place: Place, { url, bucket }: { url: string; bucket: string }) {
  for (const until = performance.now() + emptiedWithinMs; performance.now() < until; await pause(500)) {
    const [left] = await rowsOf<{ n: number }>(place, 'select count(*)::int as n from series_spool')
    if (left?.n === 0) break
  }
  const q = 'select heart_rate from reading group by device'
  const answer = await fetch(`${url}/query?${new URLSearchParams({ db: bucket, epoch: 'ms', q })}`)
  const { results } = Answer.parse(await answer.json())
  return results.flatMap(({ series }) =>
    series.flatMap(({ tags, values }) => values.map(([at]) => ({ key: `${tags.device} ${at}` }))),
  )
}

/** What was acknowledged is there, once; and all presses are counted. */
export async function lookUpFacts(place: Place, devices: Devices): Promise<{ found: string[]; acknowledged: number }> {
  const found: string[] = []
  const [events, readings, alerts] = await Promise.all([
    rowsOf<{ key: string; id: string; type: string }>(
      place,
      `select d.id || ' ' || e.event_id as key, d.id, e.type from event e join device d on d.no = e.device_no`,
    ),
    place.influx === null ? readingsInPostgres(place) : readingsInInflux(place, place.influx.server.options),
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
