import pg from 'pg'
import type { Protection } from '../../server/contract/protection.ts'
import { signIn } from '../harness/client.ts'
import { startTestHub } from '../harness/hub.ts'
import type { Report } from './report.ts'

/** A census of a city: how long it takes when nobody asked before, and how long anything else waits meanwhile. */
export async function measureProtection(report: Report, homes: number): Promise<void> {
  const hub = await startTestHub({ HUB_LOG_LEVEL: 'warn' })
  try {
    const db = new pg.Client({ connectionString: await hub.databaseUrl() })
    await db.connect()
    report.say(`${homes} homes are put into the database`)
    try {
      for (const statement of statements) await db.query(statement.replace('HOMES', String(homes)))
    } finally {
      await db.end()
    }
    const client = await signIn(hub.http)
    let asking = true
    let longest = 0
    const others = (async () => {
      while (asking) {
        const startedAt = performance.now()
        await fetch(`${hub.http}/healthz`)
        longest = Math.max(longest, performance.now() - startedAt)
      }
    })()
    const startedAt = performance.now()
    const census = await client.get<Protection>('/protection?limit=100')
    const took = performance.now() - startedAt
    asking = false
    await others
    if (census.homes !== homes) throw new Error(`${census.homes} of ${homes} homes were counted`)
    report.add(
      { name: `who is not protected, ${homes} homes, counted anew`, value: took, unit: 'ms' },
      { name: 'the longest anything else waited meanwhile', value: longest, unit: 'ms' },
    )
  } finally {
    await hub.end()
  }
}

/** Homes in 500 communities, each with a button and two contacts; 1,000 workers around. */
const statements = [
  `insert into area (id, parent_id, level, name, path, timezone)
    select made.id, root.id, 'community', '社区 ' || made.n, root.path || made.id || '/', root.timezone
    from generate_series(1, 500) as s(k), lateral (select gen_random_uuid() as id, k as n) made, area root where root.parent_id is null`,
  `insert into resident (id, name, area_id, address, lat, lon)
    select gen_random_uuid(), '老人 ' || n, (array(select id from area where level = 'community' order by id))[n % 500 + 1],
      n || ' 号', 31 + (n % 997) / 1500.0, 121 + (n % 1009) / 1500.0 from generate_series(1, HOMES) n`,
  `insert into device (id, kind, model, location, resident_id, area_id, power, beat_seconds, enabled, secret_salt, secret_hash)
    select 'button-' || id, 'call_button', '', '', id, area_id, 'battery', 86400, true, '\\x00', '\\x00' from resident`,
  `insert into device_state (device_no, state, online, last_seen_at)
    select no, '{"battery":80,"mains":null,"timers":{},"latest":{},"rules":{}}', false,
      now() - make_interval(hours => no % 60) from device`,
  `insert into contact (id, resident_id, position, name, relation, phone, language, consent_alerts, consent_readings)
    select gen_random_uuid(), id, n, '家人', '女儿', case when n = 1 then '139' end, 'zh', true, false
    from resident, generate_series(1, 2) n`,
  'analyze',
  `insert into "user" (id, name, email, role, area_id, phone, lat, lon)
    select 'worker-' || n, '服务人员 ' || n, n || '@example.org', 'worker', root.id, '138', 31 + (n % 97) / 150.0,
      121 + (n % 101) / 150.0 from generate_series(1, 1000) n, area root where root.parent_id is null`,
]
