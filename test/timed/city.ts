import pg from 'pg'
import type { SmallCity } from '../harness/city.ts'
import type { TestHub } from '../harness/hub.ts'

/** The size of a real city's service, of which a bad night has left so many alerts open. */
export const homes = 63_300
export const openAlerts = 10_000
const communities = 48

/** A whole city around a small one, straight into the store: this is about the browser. Each home has one device. */
export async function wholeCity(hub: TestHub, { area }: SmallCity): Promise<void> {
  const client = new pg.Client(await hub.databaseUrl())
  await client.connect()
  await client.query(
    `insert into area (id, parent_id, level, name, path, timezone)
     select id, $1, 'community', '社区 ' || n, $2 || id || '/', 'Asia/Shanghai'
     from (select n, uuidv7() as id from generate_series(1, ${communities}) n) one`,
    [area.id, area.path],
  )
  // Homes lie around the middle of their community, always in the same places.
  await client.query(
    `with community as (select id, row_number() over (order by id) as k from area where parent_id = $1)
     insert into resident (id, name, area_id, address, lat, lon)
     select uuidv7(), '居民 ' || n, community.id, '和平路 ' || n || ' 号',
       31.1 + (k / 8) * 0.035 + ((n::bigint * 7919) % 1000) * 0.00003, 121.3 + (k % 8) * 0.04 + ((n::bigint * 104729) % 1000) * 0.000034
     from generate_series(1, ${homes}) n join community on community.k = n % ${communities} + 1`,
    [area.id],
  )
  await client.query(
    `insert into device (id, kind, area_id, power, beat_seconds, secret_salt, secret_hash, resident_id)
     select 'home-' || substr(address, 5), 'call_button', area_id, 'battery', 86400, '', '', id
     from resident where name like '居民 %'`,
  )
  const why = '{"rule":"bed_exit","ruleVersion":1,"limits":{},"seen":[]}'
  await client.query(
    `insert into alert (id, kind, priority, area_id, resident_id, device_no, happened_at, received_at, why)
     select uuidv7(), 'bed_exit', 2, area_id, resident_id, no, now(), now() - n * interval '1 second', $1
     from (select *, row_number() over (order by (no::bigint * 7919) % 10007, no) as n from device where id like 'home-%') one
     where n <= ${openAlerts}`,
    [why],
  )
  await client.query(
    `insert into incident (id, kind, area_id, opened_at, last_raised_at)
     select uuidv7(), 'mains_lost', id, now(), now() from area where parent_id = $1 order by id limit 2`,
    [area.id],
  )
  await client.query('analyze')
  await client.end()
}
