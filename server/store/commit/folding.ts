import type pg from 'pg'
import { v7 as newId } from 'uuid'
import { type Folding, fold, type Lone, type Running } from '../../core/incident/fold.ts'
import { type FoldedKind, foldPolicy, isFoldedKind } from '../../core/incident/incident.ts'
import { advisoryLocks } from '../advisory-locks.ts'
import type { AlertChange, RaiseChange } from './batch.ts'

/** By the id of an alert that is being raised: the incident it belongs to. */
export type MemberOf = ReadonlyMap<string, string>
export type Folded = { memberOf: MemberOf; seqs: number[] }

type FoldedRaise = RaiseChange & { kind: FoldedKind }

/** Those of the changes that may be part of a mass outage. Emergencies never are. */
export const foldedRaises = (changes: readonly AlertChange[]): FoldedRaise[] =>
  changes.filter(
    (change): change is FoldedRaise => change.change === 'raise' && change.priority === 4 && isFoldedKind(change.kind),
  )

/**
 * Decides, inside the commit's own transaction and before its alerts are written, which of them are part of a mass
 * outage; opens and widens incidents accordingly. Holds the timeline's lock, so that hubs decide one after the other.
 */
export async function foldIn(client: pg.ClientBase, raises: readonly FoldedRaise[]): Promise<Folded> {
  await client.query({ name: 'fold lock', text: `select pg_advisory_xact_lock(${advisoryLocks.timeline})` })
  const now = Math.max(...raises.map(({ receivedAt }) => receivedAt))
  // A statement of its own, so that it sees what was committed while we waited.
  const facts = await readFacts(client, raises, now)
  const repeats = new Set(facts.repeats.map(({ no, kind }) => `${no} ${kind}`))
  const gateways = new Map(facts.gateways.map(({ no, gatewayId }) => [no, gatewayId]))
  const raised = raises
    .filter(({ where, kind }) => !repeats.has(`${where.deviceNo} ${kind}`))
    .map(({ id, kind, where, receivedAt }) => ({
      alertId: id,
      kind,
      deviceId: where.deviceId,
      gatewayId: gateways.get(where.deviceNo) ?? null,
      areaPath: where.areaPath,
      at: receivedAt,
    }))
  const { lone, running, lost } = facts
  const folding = fold({ now, raised, lone, running, lostGateways: new Set(lost) }, foldPolicy)
  return write(client, folding, lone, now)
}

type Facts = {
  lone: Lone[]
  running: Running[]
  lost: string[]
  repeats: { no: number; kind: FoldedKind }[]
  gateways: { no: number; gatewayId: string }[]
}

async function readFacts(client: pg.ClientBase, raises: readonly FoldedRaise[], now: number): Promise<Facts> {
  const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`
  const { rows } = await client.query<Facts>({
    name: 'fold facts',
    text: `with raise as materialized (select * from unnest($1::int[], $2::text[]) as r (no, kind)),
      behind as materialized (select d.no, d.gateway_id from raise r join device d on d.no = r.no where d.gateway_id is not null),
      gateway as materialized (select g.no, g.id from device g where g.id in (select gateway_id from behind)),
      lone as (select a.id, a.kind, a.device_no, a.area_id, a.received_at from alert a
          where a.state = 'open' and a.priority = 4 and a.incident_id is null and a.kind in ('device_offline', 'mains_lost') and a.received_at >= $3::timestamptz
        union select a.id, a.kind, a.device_no, a.area_id, a.received_at from gateway g
          join alert a on a.device_no = g.no and a.kind = 'device_offline' and a.state = 'open' and a.priority = 4 and a.incident_id is null)
      select
        coalesce((select json_agg(json_build_object('alertId', l.id, 'kind', l.kind, 'deviceId', d.id, 'gatewayId', d.gateway_id,
          'areaPath', area.path, 'at', ${ms('l.received_at')}))
          from lone l join device d on d.no = l.device_no join area on area.id = l.area_id), '[]') as lone,
        coalesce((select json_agg(json_build_object('id', i.id, 'kind', i.kind, 'gatewayId', i.gateway_id, 'areaPath', area.path,
          'openedAt', ${ms('i.opened_at')}, 'lastRaisedAt', ${ms('i.last_raised_at')}, 'owned', i.owner_id is not null))
          from incident i join area on area.id = i.area_id where i.state <> 'resolved'), '[]') as running,
        coalesce((select json_agg(g.id) from gateway g
          where exists (select from alert a where a.device_no = g.no and a.kind = 'device_offline' and a.state <> 'resolved')), '[]') as lost,
        coalesce((select json_agg(json_build_object('no', r.no, 'kind', r.kind)) from raise r
          join alert a on a.device_no = r.no and a.kind = r.kind and a.state <> 'resolved'), '[]') as repeats,
        coalesce((select json_agg(json_build_object('no', b.no, 'gatewayId', b.gateway_id)) from behind b), '[]') as gateways`,
    values: [
      raises.map(({ where }) => where.deviceNo),
      raises.map(({ kind }) => kind),
      new Date(now - foldPolicy.withinMs).toISOString(),
    ],
  })
  return rows[0] ?? { lone: [], running: [], lost: [], repeats: [], gateways: [] }
}

const opening = `with named as (select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::json[])
      as n (id, kind, area, path, gateway, opened, raised, data)),
    opened as (insert into incident (id, kind, area_id, gateway_id, opened_at, last_raised_at, seq)
      select id, kind, area, gateway, opened, raised, nextval('timeline_seq') from named returning id, seq)
    insert into timeline (seq, at, type, actor, area_path, incident_id, data)
      select o.seq, n.opened, 'incident.opened', '{"kind":"hub","id":"hub","name":"Carebell"}', n.path, n.id, n.data
      from opened o join named n using (id) returning seq, incident_id as id`

/** What the decision means in rows: the alerts being raised now follow with their own statement. */
async function write(client: pg.ClientBase, folding: Folding, lone: readonly Lone[], now: number): Promise<Folded> {
  const { opened, memberOf, absorbed, widened } = folding
  const names = new Map(opened.map(({ id }) => [id, newId()]))
  const named = (id: string): string => names.get(id) ?? id
  const known = lone.filter(({ alertId }) => memberOf.has(alertId))
  const seqs: number[] = []

  if (opened.length > 0) {
    const told = await client.query<{ seq: string | number }>({
      name: 'fold open',
      text: opening,
      values: [
        opened.map(({ id }) => named(id)),
        opened.map(({ kind }) => kind),
        opened.map(({ areaPath }) => lastOf(areaPath)),
        opened.map(({ areaPath }) => areaPath),
        opened.map(({ gatewayId }) => gatewayId),
        opened.map(() => iso(now)),
        opened.map(({ lastRaisedAt }) => iso(lastRaisedAt)),
        // The alerts that browsers have shown one by one until now.
        opened.map(({ id, kind }) =>
          JSON.stringify({
            kind,
            alertIds: known.filter(({ alertId }) => memberOf.get(alertId) === id).map(({ alertId }) => alertId),
          }),
        ),
      ],
    })
    seqs.push(...told.rows.map(({ seq }) => Number(seq)))
  }
  for (const [id, areaPath] of widened)
    await client.query('update incident set area_id = $2, gateway_id = null where id = $1', [id, lastOf(areaPath)])
  for (const [id, into] of absorbed) {
    const { rows } = await client.query<{ seq: string | number }>(
      `with moved as (update alert set incident_id = $2 where incident_id = $1 and state <> 'resolved'),
        ended as (update incident set state = 'resolved', resolved_at = $3, merged_into = $2, seq = nextval('timeline_seq')
          where id = $1 returning id, area_id, kind, seq)
        insert into timeline (seq, at, type, actor, area_path, incident_id, data)
          select e.seq, $3, 'incident.closed', '{"kind":"hub","id":"hub","name":"Carebell"}', area.path, e.id,
            json_build_object('kind', e.kind, 'reason', 'merged', 'into', $2::uuid)
          from ended e join area on area.id = e.area_id returning seq`,
      [id, named(into), iso(now)],
    )
    seqs.push(...rows.map(({ seq }) => Number(seq)))
  }
  if (known.length > 0)
    await client.query({
      name: 'fold lone',
      text: `update alert a set incident_id = m.incident, seq = greatest(a.seq, i.seq)
        from unnest($1::uuid[], $2::uuid[]) as m (alert, incident) join incident i on i.id = m.incident where a.id = m.alert`,
      values: [known.map(({ alertId }) => alertId), known.map(({ alertId }) => named(memberOf.get(alertId) ?? ''))],
    })
  const joined = [...new Set([...memberOf.values()].map(named))]
  if (joined.length > 0)
    await client.query({
      name: 'fold joined',
      text: 'update incident set last_raised_at = greatest(last_raised_at, $2::timestamptz) where id = any($1::uuid[])',
      values: [joined, iso(now)],
    })
  return { memberOf: new Map([...memberOf].map(([alertId, id]) => [alertId, named(id)])), seqs }
}

const iso = (ms: number): string => new Date(ms).toISOString()
const lastOf = (areaPath: string): string => areaPath.split('/').at(-2) ?? ''
