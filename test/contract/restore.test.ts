import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Alert } from '../../server/contract/alerts.ts'
import { PersonDocument } from '../../server/contract/documents.ts'
import type { Backups, Hub } from '../../server/contract/hub.ts'
import { createBackups } from '../../server/store/backup/backups.ts'
import { tablesOf } from '../../server/store/backup/catalogue.ts'
import { openBackup } from '../../server/store/backup/read.ts'
import { writeBackup } from '../../server/store/backup/write.ts'
import { type SmallCity, smallCity } from '../harness/city.ts'
import { type Client, signIn } from '../harness/client.ts'
import { connectDevice, eventually } from '../harness/device.ts'
import { startTestHub, type TestHub } from '../harness/hub.ts'

const restore = fileURLToPath(new URL('../../server/restore.ts', import.meta.url))
const run = promisify(execFile)

describe('a backup and what comes of it', () => {
  let hub: TestHub
  let again: TestHub | null = null
  let city: SmallCity
  let administrator: Client
  let folder: string

  beforeAll(async () => {
    hub = await startTestHub()
    city = await smallCity(hub)
    administrator = await signIn(hub.http)
    folder = await mkdtemp(join(tmpdir(), 'carebell-restored-'))
  })
  afterAll(async () => {
    await hub?.end()
    await again?.end()
    await rm(folder, { recursive: true, force: true })
  })

  const made = async (): Promise<Backups> => {
    await administrator.post('/backups')
    return eventually(
      'a backup',
      async () => {
        const state = await administrator.get<Backups>('/backups')
        if (state.failed !== null) throw new Error(state.failed.reason)
        return state.running || state.items.length === 0 ? null : state
      },
      60_000,
    )
  }
  const upload = async (bytes: Uint8Array<ArrayBuffer>): Promise<PersonDocument> => {
    const path = `${hub.http}/api/v1/residents/${city.resident.id}/documents?name=协议&kind=care_agreement`
    const headers = { authorization: `Bearer ${administrator.token}`, 'content-type': 'application/pdf' }
    const answer = await fetch(path, { method: 'POST', headers, body: bytes })
    expect(answer.status).toBe(201)
    return PersonDocument.parse(await answer.json())
  }
  /** A slow one of many readings: meanwhile somebody presses, and dead rows go as ever. */
  const besidePresses = async () => {
    const url = await hub.databaseUrl()
    const [reader, other] = [
      new pg.Client({ connectionString: url, application_name: 'slow backup' }),
      new pg.Client({ connectionString: url }),
    ]
    await Promise.all([reader.connect(), other.connect()])
    const device = await connectDevice(hub, city.button)
    try {
      await other.query(`insert into reading select no, 1, now() - n * interval '1 ms', n
        from device, generate_series(1, 150000) as n where id = '${city.button.id}' on conflict do nothing`)
      // Of somebody who came after the moment, as far as the copy can tell.
      await other.query(`set session_replication_role = replica`)
      await other.query(`insert into motion (device_no, motion_id, at, received_at, hz, samples)
        values (0, 'nobody', now(), now(), 50, '[]')`)
      await other.query('reset session_replication_role')
      const file = join(folder, 'beside presses.tar')
      let done = false
      // Would take over fifteen seconds; once what is looked for was seen, the rest goes fast.
      const how = { version: '1', now: Date.now(), bytesPerSecond: 512 << 10 }
      const writing = writeBackup(reader, file, how).finally(() => (done = true))
      writing.catch(() => undefined) // who awaits it hears of it, if it comes to that
      const doing = async (): Promise<string> => {
        const { rows } = await other.query<{ query: string }>(
          `select query from pg_stat_activity where application_name = 'slow backup'`,
        )
        return rows[0]?.query ?? ''
      }
      const patience = 30_000
      const reading = async () => {
        const query = await doing()
        return query.includes('ctid') && query.includes('reading_') ? query : null
      }
      const piece = await eventually('its readings', reading, patience)
      await device.say('event', { id: 'meanwhile', type: 'call' })
      const told: string[] = []
      other.on('notice', ({ message }) => told.push(message ?? ''))
      await other.query('update device_state set online = online')
      await eventually('the next piece', async () => (await doing()) !== piece || null, patience)
      await eventually('dead rows to go', async () => {
        told.length = 0
        await other.query('vacuum (verbose) device_state')
        return told.join().includes(' 0 are dead but not yet removable') || null
      })
      expect(done, 'while it is still being written').toBe(false)
      how.bytesPerSecond = Number.POSITIVE_INFINITY
      return { file, backup: await writing }
    } finally {
      await Promise.all([reader.end(), other.end(), device.end()])
    }
  }
  const into = (dataDir: string, file: string) =>
    run(process.execPath, [restore, file], { env: { PATH: process.env.PATH, HUB_DATA_DIR: dataDir } })

  it('stands in a new data directory as it was: every row, what is due, and the hub gets ready on it', {
    timeout: 120_000,
  }, async () => {
    const device = await connectDevice(hub, city.button)
    await device.say('event', { id: 'before the backup', type: 'call' })
    await device.say('telemetry', [
      { at: Date.now() - 26 * 3_600_000, values: { battery: 81 } },
      { at: Date.now(), values: { battery: 80 } },
    ])
    await device.end()
    const [alert] = (await administrator.get<{ items: Alert[] }>('/alerts?state=open')).items
    const scan = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(1_500_000)])
    const document = await upload(scan)
    const { items, of, overdue } = await made()
    expect({ of, overdue }).toEqual({ of: 'embedded', overdue: false })
    expect(items[0]?.rows).toBeGreaterThan(0)
    const { file, backup } = await besidePresses()
    const { manifest } = await openBackup(file)
    expect(manifest.tables.find(({ name }) => name === '_private_jobs')?.rows, 'what is due').toBeGreaterThan(0)

    const { stdout } = await into(folder, file)
    expect(stdout).toContain(`${backup.rows - 1} rows restored`)
    again = await startTestHub({ HUB_DATA_DIR: folder })
    const client = new pg.Client({ connectionString: await again.databaseUrl() })
    await client.connect()
    try {
      const names = (await tablesOf(client)).map(({ name }) => name)
      expect(manifest.tables.map(({ name }) => name).sort()).toEqual(names.sort())
      for (const { schema, name, rows } of manifest.tables) {
        // What the hub does by itself as it starts.
        if (
          ['session', 'device_state', 'timeline', 'event', 'staffing_state', 'shift'].includes(name) ||
          ['reading_minute', 'reading_hour', 'reading_late'].includes(name) ||
          name.startsWith('_private')
        )
          continue
        const { rows: counted } = await client.query(`select count(*)::int as n from "${schema}"."${name}"`)
        expect(counted[0], name).toEqual({ n: name === 'motion' ? rows - 1 : rows })
      }
    } finally {
      await client.end()
    }

    const there = await signIn(again.http)
    expect(await there.get<Alert>(`/alerts/${alert?.id}`)).toMatchObject({ kind: 'call', state: 'open' })
    const scanned = await there.ask('GET', `/residents/${city.resident.id}/documents/${document.id}/file`)
    expect(Buffer.from(await scanned.arrayBuffer()).equals(scan), 'a document is what it was').toBe(true)
    // Its secret holds, its number goes on, and a press is one fact more.
    const same = await connectDevice(again, city.button)
    // What was pressed while it was written came after its moment: told again, it is a fact here too.
    await same.say('event', { id: 'before the backup', type: 'call' })
    await same.say('event', { id: 'meanwhile', type: 'call' })
    await same.say('event', { id: 'after it', type: 'call' })
    await same.end()
    const { items: events } = await there.get<{ items: { id: string }[] }>(`/devices/${city.button.id}/events`)
    expect(events.map(({ id }) => id).sort()).toEqual(['after it', 'before the backup', 'meanwhile'])
    expect(await there.get<Alert>(`/alerts/${alert?.id}`)).toMatchObject({ repeats: 2 })
    const { lastBackupAt } = await there.get<Hub>('/hub')
    expect(lastBackupAt).toBeNull()
  })

  it('goes over nobody: a database with people in it is left alone, and so is one by a broken file', async () => {
    const { items } = await made()
    const file = join(hub.dataDir, 'backups', items[0]?.name ?? '')
    await again?.stop()
    await expect(into(folder, file)).rejects.toThrow(/people in it/)
    await expect(into(folder, restore)).rejects.toThrow(/no backup/)
  })

  it('is made though the clock was once ahead or one was cut off, and not on a disk without room', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'carebell-backups-'))
    let now = Date.UTC(2100, 0, 1)
    let free = 1 << 30
    const backups = createBackups({
      ...{ url: await hub.databaseUrl(), dataDir, version: '1', now: () => now, free: async () => free },
      ...{ schedule: async () => ({ hour: 3, keep: 1 }), timezone: async () => 'Asia/Shanghai' },
      log: { info: () => undefined, error: () => undefined },
    })
    await backups.make()
    expect(backups.ageSeconds()).toBe(0)
    now = Date.now()
    await backups.state()
    expect(backups.ageSeconds()).toBe(null)
    await writeFile(join(dataDir, 'backups', 'carebell-20260101T000000Z.tar.part'), 'cut off')
    const { name } = await backups.make()
    expect(backups.ageSeconds()).toBe(0)
    expect(await readdir(join(dataDir, 'backups'))).toEqual([name])

    free = 1 << 20
    await expect(backups.make()).rejects.toThrow(/^too little room for a backup in .*: 1 MiB free, \d+ MiB needed$/)
    expect((await backups.state()).failed?.reason).toMatch(/too little room/)
    await rm(dataDir, { recursive: true })
  })

  it('is told in the metrics and listed, the latest first', async () => {
    const { items } = await administrator.get<Backups>('/backups')
    expect(items.map(({ takenAt }) => takenAt)).toEqual(
      items
        .map(({ takenAt }) => takenAt)
        .sort()
        .reverse(),
    )
    const text = await (await fetch(`${hub.http}/metrics`)).text()
    expect(Number(/^carebell_backup_age_seconds (\S+)/m.exec(text)?.[1])).toBeLessThan(600)
    const answer = await administrator.ask('GET', `/backups/${items[0]?.name}`)
    expect(answer.headers.get('content-type')).toBe('application/x-tar')
    expect((await answer.arrayBuffer()).byteLength).toBe(items[0]?.bytes)
    expect((await administrator.ask('GET', '/backups/..%2Fsession.secret')).status).toBe(404)
  })
})
