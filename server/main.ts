import { pino } from 'pino'
import { type Config, readConfig } from './config.ts'
import { startHub } from './hub.ts'
import type { OnFirstStart } from './open-sign-in.ts'

/** The process: reads the environment, starts the hub, stops it in order when told to. Anything wrong is one line. */
async function main(): Promise<void> {
  const config = read()
  const log = pino({ level: config.logLevel, base: null })
  const startedAt = performance.now()
  const show: OnFirstStart = ({ email, password }) => {
    const shown = config.admin.password === null ? password : '(as given in HUB_ADMIN_PASSWORD)'
    process.stdout.write(`\n  First start: sign in as ${email}\n  with the password ${shown}\n\n`)
  }
  const hub = await startHub(config, log, show).catch((error: unknown) => fail(error))

  log.info(
    { http: hub.address, mqtt: hub.mqttPort, mqtts: hub.mqttsPort, ms: Math.round(performance.now() - startedAt) },
    'the hub is ready',
  )

  let stopping = false
  let askedAt = Number.NEGATIVE_INFINITY
  const stop = (signal: string) => {
    const now = performance.now()
    // Whoever ends a process by its group says it twice in one breath (timeout, a shell), and means once.
    if (now - askedAt < 1_000) return
    askedAt = now
    // Asked again, it goes at once: what was acknowledged is durable either way.
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    hub.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  void hub.failed.then((reason) => {
    log.error({ reason }, 'the hub ends')
    stopping = true
    hub.close().finally(() => fail(new Error(`DATABASE_URL: ${reason}`)))
  })
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function read(): Config {
  try {
    return readConfig()
  } catch (error) {
    return fail(error)
  }
}

function fail(error: unknown): never {
  process.stderr.write(`carebell: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

await main()
