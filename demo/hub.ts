import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
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
  httpPort: number
  mqttPort: number
  environment: Record<string, string>
}): Promise<RunningHub> => {
  mkdirSync(wish.dataDir, { recursive: true })
  const logFile = join(wish.dataDir, 'hub.log')
  const log = createWriteStream(logFile, { mode: 0o600 })
  await once(log, 'open')
  const child = spawn(process.execPath, ['--import', leash, program], {
    // In a process group of its own: Ctrl-C reaches the demo alone, which lets the devices hang up first.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: {
      ...process.env,
      ...wish.environment,
      HUB_DATA_DIR: wish.dataDir,
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

  const url = `http://127.0.0.1:${wish.httpPort}`
  const enough = new AbortController()
  const reason = await Promise.race([ended, isReady(url, enough.signal)])
  enough.abort()
  if (reason !== 'ready') {
    await stop()
    throw new Error(`the hub did not start (${reason})`)
  }
  const died = new Promise<string>((resolve) => void ended.then((why) => asked || resolve(why)))
  return { url, mqttUrl: `mqtt://127.0.0.1:${wish.mqttPort}`, logFile, died, stop }
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
