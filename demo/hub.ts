import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const startsWithinMs = 90_000
const stopsWithinMs = 20_000
const program = new URL('../server/main.ts', import.meta.url).pathname
const leash = new URL('./leash.ts', import.meta.url).href

export type RunningHub = {
  /** The web application and the API. */
  url: string
  mqttUrl: string
  logFile: string
  /** Resolves with the reason when the hub ends without having been asked to. */
  died: Promise<string>
  /** Stops it in order; resolves when it is gone. */
  stop(): Promise<void>
}

/**
 * Starts the hub as a process of its own, as anybody would, and waits until it can take a press and keep it.
 * Throws an error that says why it did not start, in the hub's own words.
 */
export const startHub = async (wish: {
  dataDir: string
  host: string
  httpPort: number
  mqttPort: number
  environment: Record<string, string>
}): Promise<RunningHub> => {
  // Asked first: otherwise whoever holds the port would answer for the hub.
  await mustBeFree(wish.host, wish.httpPort, 'HUB_HTTP_PORT')
  await mustBeFree(wish.host, wish.mqttPort, 'HUB_MQTT_PORT')
  mkdirSync(wish.dataDir, { recursive: true })
  const logFile = join(wish.dataDir, 'hub.log')
  const log = createWriteStream(logFile, { mode: 0o600 })
  await once(log, 'open')
  const child = spawn(process.execPath, ['--import', leash, program], {
    // In a process group of its own: Ctrl-C reaches the demo alone, which lets the devices hang up first.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      ...withoutService(process.env),
      ...wish.environment,
      HUB_DATA_DIR: wish.dataDir,
      HUB_HOST: wish.host,
      HUB_HTTP_PORT: String(wish.httpPort),
      HUB_MQTT_PORT: String(wish.mqttPort),
    },
  })
  log.close()
  let asked = false
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`${signal ?? `status ${code}`}: ${lastWords(logFile)}`))
  })
  const stop = async (): Promise<void> => {
    asked = true
    child.kill('SIGTERM')
    const inTime = await Promise.race([ended.then(() => true), wait(stopsWithinMs, false, { ref: false })])
    if (!inTime) child.kill('SIGKILL')
    await ended
  }

  const host = reachable(wish.host)
  const url = `http://${host}:${wish.httpPort}`
  const enough = new AbortController()
  const reason = await Promise.race([ended, isReady(url, enough.signal)])
  enough.abort()
  if (reason !== 'ready') {
    await stop()
    throw new Error(`the hub did not start (${reason})`)
  }
  const died = new Promise<string>((resolve) => void ended.then((why) => asked || resolve(why)))
  return { url, mqttUrl: `mqtt://${host}:${wish.mqttPort}`, logFile, died, stop }
}

/** Where a real service keeps its record and whom it rings: a demonstration has nothing to do with either. */
const ofAService = /^(DATABASE_URL|HUB_DATA_DIR|INFLUX_.*|HUB_WEBHOOK_.*)$/

/** The environment that the demo's hub inherits. The mail server is kept for whoever asked for their own. */
export const withoutService = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !ofAService.test(name)))

/** What listens everywhere is spoken to here. */
const reachable = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

const mustBeFree = async (host: string, port: number, variable: string): Promise<void> => {
  const probe = createServer().listen(port, host)
  try {
    await once(probe, 'listening')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    throw new Error(`${variable}: port ${port} of ${host} can not be used (${reason}); set ${variable} to another`)
  }
  await new Promise((resolve) => probe.close(resolve))
}

/** 'ready', or why it still isn't after the time it has. */
const isReady = async (url: string, enough: AbortSignal): Promise<string> => {
  const until = Date.now() + startsWithinMs
  let answer = 'no answer yet'
  while (Date.now() < until && !enough.aborted) {
    try {
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
      if (response.ok) return 'ready'
      answer = `${response.status} ${(await response.text()).slice(0, 300)}`
    } catch (error) {
      answer = error instanceof Error ? error.message : String(error)
    }
    await wait(150)
  }
  return `not ready after ${startsWithinMs / 1_000} s: ${answer}`
}

/** What the hub wrote last: the message of its log lines; of a crash, the error rather than the stack. */
const lastWords = (logFile: string): string => {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n')
  const crash = lines.findLast((line) => /^\S*Error\b.*: /.test(line))
  return crash ?? (lines.slice(-3).map(messageOf).join(' | ') || 'it wrote nothing')
}

const messageOf = (line: string): string => {
  try {
    const { msg, err } = JSON.parse(line)
    return [msg, err?.message].filter(Boolean).join(': ') || line
  } catch {
    return line
  }
}
