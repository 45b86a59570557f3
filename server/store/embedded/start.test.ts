import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAlive } from './process.ts'
import { type Embedded, startEmbedded } from './start.ts'

const isRoot = process.getuid?.() === 0
const slow = { timeout: 60_000 }

describe('the embedded PostgreSQL', slow, () => {
  let top: string
  let dataDir: string
  let open: Embedded | null = null
  let homes: string[] = []
  let log: string[] = []

  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'carebell-embedded-'))
    await chmod(top, 0o755)
    dataDir = join(top, 'data')
    log = []
  })

  afterEach(async () => {
    await open?.stop()
    open = null
    for (const path of [...homes, top]) await rm(path, { recursive: true, force: true })
    homes = []
  })

  async function start(): Promise<Embedded> {
    open = await startEmbedded({ dataDir, log: (line) => log.push(line) })
    homes.push(open.home)
    return open
  }

  async function stop() {
    await open?.stop()
    open = null
  }

  it('keeps what was committed from one start to the next, and is ready soon', async () => {
    const first = await start()
    expect(first.adopted).toBe(false)
    await query(first.url, 'create table press (id int); insert into press values (118)')
    await stop()
    expect(await pidOf(first)).toBeNull()

    const startedAt = performance.now()
    const second = await start()
    // A bound for a start that waits for something: the bench says how long it takes on a machine of its own.
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(await query(second.url, 'select id from press')).toEqual([{ id: 118 }])
  })

  it('gives up no durability, speaks UTF-8, and listens on loopback alone', async () => {
    const { url } = await start()
    const [shown] = await query(
      url,
      `select current_setting('fsync') fsync, current_setting('synchronous_commit') commit,
         current_setting('full_page_writes') pages, current_setting('listen_addresses') at,
         current_setting('server_encoding') encoding, upper('ü安') upper`,
    )
    expect(shown).toEqual({ fsync: 'on', commit: 'on', pages: 'on', at: '127.0.0.1', encoding: 'UTF8', upper: 'Ü安' })
  })

  it('lets nobody in without the password, which only the owner may read', async () => {
    const { url } = await start()
    const guess = new URL(url)
    guess.password = 'guess'
    await expect(query(guess.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    expect((await stat(join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600)
  })

  it('takes over the server that a killed hub left running', async () => {
    const hub = await startHub(dataDir)
    homes.push(hub.home)
    await kill(hub.process)

    const next = await start()
    expect(next).toMatchObject({ adopted: true, url: hub.url })
    await stop()
    expect(await pidOf(next)).toBeNull()
  })

  it('starts anew when hub and server were both killed', async () => {
    const hub = await startHub(dataDir)
    homes.push(hub.home)
    await query(hub.url, 'create table press (id int); insert into press values (118)')
    const session = new pg.Client({ connectionString: hub.url })
    session.on('error', () => {}) // it is cut off on purpose
    await session.connect()
    await kill(hub.process)
    process.kill(Number(await pidOf(hub)), 'SIGKILL')

    const next = await start()
    expect(next.adopted).toBe(false)
    expect(await query(next.url, 'select id from press')).toEqual([{ id: 118 }])
  })

  it('does not wait for a busy session that has not noticed the end of its server', async () => {
    const hub = await startHub(dataDir)
    homes.push(hub.home)
    const session = new pg.Client({ connectionString: hub.url })
    session.on('error', () => {}) // it is cut off on purpose
    await session.connect()
    const counting = session.query('select count(*) from generate_series(1, 1e12)').catch(() => 'cut off')
    await expect
      .poll(() =>
        query(hub.url, "select 1 from pg_stat_activity where pid <> pg_backend_pid() and query like '%1e12%'"),
      )
      .not.toEqual([])
    await kill(hub.process)
    process.kill(Number(await pidOf(hub)), 'SIGKILL')

    const { url } = await start()
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await counting).toBe('cut off')
  })

  it('lets one of several hubs in when all find the lock of a killed one', async () => {
    const hub = await startHub(dataDir)
    homes.push(hub.home)
    await kill(hub.process)
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => startEmbedded({ dataDir, log: () => {} })))
    const inside = answers.filter((answer) => answer.status === 'fulfilled')
    open = inside[0]?.value ?? null
    expect(inside).toHaveLength(1)
  })

  it('starts the server again, on the same port, when it dies under a running hub', async () => {
    const { url, home } = await start()
    const pid = Number(await pidOf({ home }))
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => query(url, 'select 1 as one').catch(() => null), { timeout: 20_000 }).toEqual([{ one: 1 }])
    expect(log.join('\n')).toContain(`process ${pid}, died`)
  })

  it('refuses a second hub on the same data directory and names the first', async () => {
    const hub = await startHub(dataDir)
    homes.push(hub.home)
    await expect(start()).rejects.toThrow(`in use by a hub with process id ${hub.process.pid}`)
    await kill(hub.process)
    await start()
  })

  it('redoes a first start that was cut off in the middle', async () => {
    await mkdir(join(dataDir, 'postgres.new', 'cluster'), { recursive: true })
    await writeFile(join(dataDir, 'postgres.new', 'cluster', 'PG_VERSION'), '18\n')
    const { url } = await start()
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('lets a server that takes long over its log finish, and says so now and then', async () => {
    const { home } = await start()
    await stop()
    // Every look for an archived log takes its time: so long the server is starting.
    await writeFile(join(home, 'postgres', 'postgresql.auto.conf'), "restore_command = 'sleep 0.2; false'\n")
    await writeFile(join(home, 'postgres', 'recovery.signal'), '')
    open = await startEmbedded({ dataDir, log: (line) => log.push(line), sayEveryMs: 100 })
    expect(await query(open.url, 'select 1 as one')).toEqual([{ one: 1 }])
    const pid = await pidOf(open)
    expect(log.filter((line) => line.startsWith(`PostgreSQL, process ${pid}, is not ready after`))).not.toEqual([])
  })

  it('is not fooled by a pid file whose process id went to a stranger, nor by an empty one', async () => {
    const { home } = await start()
    await stop()
    for (const text of [`${process.pid}\n${home}/postgres\n1\n5432\n`, '']) {
      await writeFile(join(home, 'postgres', 'postmaster.pid'), text)
      const { url } = await start()
      expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
      await stop()
    }
  })

  it('says what the server said when it cannot start', async () => {
    const { home } = await start()
    await stop()
    await writeFile(join(home, 'postgres', 'postgresql.auto.conf'), 'wal_level = cheerful\n')
    await expect(start()).rejects.toThrow(/cheerful/)
  })

  it.runIf(isRoot)('runs below a folder that only root may enter, and forgets a deleted data directory', async () => {
    await chmod(top, 0o700)
    const first = await start()
    expect(first.home.startsWith(top)).toBe(false)
    await query(first.url, 'create table press (id int)')
    await stop()
    expect(await query((await start()).url, 'select count(*)::int n from press')).toEqual([{ n: 0 }])
    await stop()

    await rm(dataDir, { recursive: true })
    const anew = await start()
    expect(anew.home).not.toBe(first.home)
    expect(await query(anew.url, "select to_regclass('press') as press")).toEqual([{ press: null }])
  })

  it.runIf(isRoot)('moves with its rows when the folder above is closed to everybody else later', async () => {
    const before = await start()
    expect(before.home.startsWith(top)).toBe(true)
    await query(before.url, 'create table press (id int); insert into press values (118)')
    await stop()
    await chmod(top, 0o700)
    expect(await query((await start()).url, 'select id from press')).toEqual([{ id: 118 }])
  })
})

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows ?? []
  } finally {
    await client.end()
  }
}

async function pidOf({ home }: { home: string }): Promise<number | null> {
  const text = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '0')
  const pid = Number(text.split('\n')[0])
  return pid > 0 && isAlive(pid) ? pid : null
}

/** A process that does what a hub does with its database: start it and stay. */
async function startHub(dataDir: string): Promise<{ process: ChildProcess; url: string; home: string }> {
  const program = `
    import { startEmbedded } from ${JSON.stringify(new URL('./start.ts', import.meta.url).href)}
    const { url, home } = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} })
    console.log(JSON.stringify({ url, home }))
    setInterval(() => {}, 60_000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    if (said.includes('\n')) break
  }
  return { process: child, ...JSON.parse(said) }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
