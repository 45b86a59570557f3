import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { InfluxOptions } from '../../server/store/series/influx/options.ts'
import { freePort } from './port.ts'

/** A real InfluxDB to test against; one that is not ours can't be killed. */
export type TestInflux = {
  options: InfluxOptions
  /** SIGKILL, and on the same port and data again. */
  mine: { kill(): Promise<void>; start(): Promise<void> } | null
  stop(): Promise<void>
}

/** Why there is none, for the name of a test that is skipped; null when there is one. */
export function noInflux(): string | null {
  if (process.env.INFLUX_URL || hasProgram('influxd')) return null
  return 'no InfluxDB: neither INFLUX_URL nor a program influxd (Debian: influxdb)'
}

export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)))
}

/** The one that INFLUX_URL names, or a version 1 server of its own (Debian's package) on a free port in a temporary directory. */
export async function startInflux(): Promise<TestInflux> {
  const { INFLUX_URL: given, INFLUX_TOKEN, INFLUX_ORG, INFLUX_BUCKET } = process.env
  if (given) {
    const options = {
      url: given,
      token: INFLUX_TOKEN ?? null,
      org: INFLUX_ORG ?? null,
      bucket: INFLUX_BUCKET ?? 'carebell',
    }
    return { options, mine: null, stop: async () => undefined }
  }
  const dir = await mkdtemp(join(tmpdir(), 'carebell-influx-'))
  const [port, rpc] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const config = join(dir, 'influxdb.conf')
  await writeFile(
    config,
    `reporting-disabled = true
    bind-address = "127.0.0.1:${rpc}"
    [meta]
      dir = "${dir}/meta"
    [data]
      dir = "${dir}/data"
      wal-dir = "${dir}/wal"
      query-log-enabled = false
    [monitor]
      store-enabled = false
    [http]
      bind-address = "127.0.0.1:${port}"
      log-enabled = false
    `,
  )
  let child: ChildProcess | null = null
  const start = async () => {
    const mine = spawn('influxd', ['run', '-config', config], { stdio: 'ignore' })
    child = mine
    const deadline = Date.now() + 30_000
    while (mine.exitCode === null && Date.now() < deadline) {
      const answer = await fetch(`${url}/ping`).catch(() => null)
      if (answer?.status === 204) return
      await pause(20)
    }
    throw new Error('influxd did not get ready')
  }
  const kill = async () => {
    const mine = child
    child = null
    if (mine === null || mine.exitCode !== null) return
    const exit = once(mine, 'exit')
    mine.kill('SIGKILL')
    await exit
  }
  // However this process ends, the server ends with it.
  const last = () => void child?.kill('SIGKILL')
  process.once('exit', last)
  await start()
  await fetch(`${url}/query`, { method: 'POST', body: new URLSearchParams({ q: 'CREATE DATABASE carebell' }) })
  return {
    options: { url, token: null, org: null, bucket: 'carebell' },
    mine: { kill, start },
    async stop() {
      await kill()
      process.off('exit', last)
      await rm(dir, { recursive: true, force: true })
    },
  }
}
