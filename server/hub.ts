import { setTimeout as pauseFor } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import { decode } from '../devices/codecs/carebell/codec.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { createAdministration } from './administration.ts'
import { createApi } from './api/api.ts'
import { peerHeader } from './api/auth.ts'
import type { Config } from './config.ts'
import { createPlanBook } from './desk/plan-book.ts'
import { createHttp } from './http.ts'
import { createIngest } from './ingest/ingest.ts'
import type { OutgoingCommand } from './ingest/ports.ts'
import { createLive, type Live } from './live/live.ts'
import { createMetrics } from './metrics.ts'
import { openDesk } from './open-desk.ts'
import { listenMqtt, openGateway } from './open-gateway.ts'
import { type OnFirstStart, openSignIn } from './open-sign-in.ts'
import { readiness } from './readiness.ts'
import { loadRegistered } from './registered.ts'
import { createClockWatch } from './store/clock-watch.ts'
import { createCommitter } from './store/commit/committer.ts'
import { failedJobs } from './store/failed-jobs.ts'
import { createIndexBuilder } from './store/indexes-beside.ts'
import { openStore } from './store/open.ts'
import { prune } from './store/prune.ts'
import * as queries from './store/queries.ts'
import { openSeries } from './store/series/open.ts'
import { createPartitionKeeper } from './store/series/partition-keeper.ts'
import { createTakeOver } from './take-over.ts'
import { troublesOf } from './troubles.ts'
import { startUpkeep } from './upkeep.ts'

export type RunningHub = {
  httpPort: number
  mqttPort: number
  mqttsPort: number | null
  /** What browsers call it. */
  address: string
  /** Resolves with one line when it can't go on, and has to be closed. */
  failed: Promise<string>
  close(): Promise<void>
}

const dashboardDir = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** Starts everything in the order in which it is needed. When something fails, what had started is closed again. */
export async function startHub(config: Config, log: Logger, onFirstStart: OnFirstStart): Promise<RunningHub> {
  const stops: { what: string; stop: () => Promise<unknown> }[] = []
  const close = async () => {
    for (const { what, stop } of stops.splice(0).reverse()) {
      await stop().catch((error: unknown) => log.error({ err: error, what }, 'while stopping'))
    }
  }
  try {
    return { ...(await start(config, log, onFirstStart, (what, stop) => stops.push({ what, stop }))), close }
  } catch (error) {
    await close()
    throw error
  }
}

type OnStop = (what: string, stop: () => Promise<unknown>) => void

async function start(
  config: Config,
  log: Logger,
  onFirstStart: OnFirstStart,
  onStop: OnStop,
): Promise<Omit<RunningHub, 'close'>> {
  const now = () => Date.now()
  const lost = (error: Error) => log.warn({ error: error.message }, 'a database connection was lost')
  const store = await openStore(config, { info: (line) => log.info(line), error: lost })
  onStop('store', store.close)
  const { db, pool } = store

  // Taken first, so that a port that is taken is said before anything is made.
  const http = createHttp(config.trustedProxies)
  const httpPort = await http.listen({ host: config.host, port: config.httpPort })
  onStop('http', http.close)
  const address = config.publicUrl ?? `http://${urlHost(config.host)}:${httpPort}`

  const stopping = new AbortController()
  const pause = (ms: number) => pauseFor(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const stopped = () => stopping.signal.aborted
  const registered = await loadRegistered(db, {
    ...{ now, pause, stopped },
    failed: (error) =>
      log.error({ error: error.message }, 'an edit could not be read; it is read again until it holds'),
    setAside: ({ about, id, reason }) =>
      log.error({ about, id, error: reason }, 'an edit can not be read; it is set aside and tried again'),
  })
  const { registry, people } = registered
  const clock = createClockWatch({
    db,
    now,
    changed: (apart) =>
      apart === null
        ? log.info('the clocks of the hub and the database are together again')
        : log.error({ aheadMs: Math.round(apart.aheadMs) }, "the database's clock and the hub's are apart"),
  })
  const troubles = troublesOf({ db, unread: registered.unread, clock })
  const plans = createPlanBook({ db, queries, now })
  await plans.reload()
  const partitions = createPartitionKeeper(db)
  await partitions.ahead(now())
  const committer = createCommitter(store.url, lost, config.influx === null ? 'table' : 'spool')
  onStop('committer', committer.close)

  // Announcing and sending begin once those who do it are there; until then nothing arrives that needs them.
  let live: Live | null = null
  let gateway: Gateway | null = null
  const announce = (seqs: readonly number[]) => {
    live
      ?.publish(seqs)
      .catch((error: unknown) => log.error({ err: error }, 'live events were not sent; browsers catch up'))
  }

  const send = ({ deviceId, ...command }: OutgoingCommand) => gateway?.send(deviceId, command)
  const sendAll = (commands: readonly OutgoingCommand[]) => commands.forEach(send)

  const ingest = createIngest({
    ...{ registry, people, committer, decode, now, newId, announce, send, log, pause },
    prepareFor: partitions.forBatch,
    firstStep: plans.firstStep,
  })
  onStop('ingest', async () => {
    stopping.abort()
    await ingest.close()
  })

  const { desk, jobs, accountMail } = await openDesk(config, {
    ...{ db, pool, queries, now, newId, announce, plans, ingest, sendAll, address, pause, log },
    devicesChanged: (ids) => devicesChanged(ids),
    residentsChanged: (ids) => residentsChanged(ids),
  })

  const auth = await openSignIn(config, {
    ...{ db, pool, queries, address, httpPort, accountMail, now, newId, log },
    onFirstStart,
  })

  const origins = config.publicUrl === null ? [] : [new URL(config.publicUrl).origin]
  const opened = await openGateway(config, {
    ...{ registry, ingest, db, queries, announce, now, log, pause, stopped },
  })
  gateway = opened
  const readings = openSeries(config.influx, { db, now, log })
  let isListening = false
  const ready = () => readiness({ pool, ingest, isListening })
  const administration = await createAdministration({
    ...{ config, db, queries, ingest, decode, registry, ready, troubles, now, log },
    url: store.url,
    spool: readings.spool,
    mail: accountMail,
    counts: () => ({
      registered: registry.size(),
      connections: opened.counters.connections,
      browsers: live?.connections() ?? 0,
    }),
  })
  onStop('backups', administration.backups.stop)
  const metrics = createMetrics({
    ingest: ingest.status,
    gateway: () => opened.counters,
    browsers: () => live?.connections() ?? 0,
    devices: registry.size,
    spool: readings.spool,
    backupAge: administration.backups.ageSeconds,
    clockAhead: clock.aheadMs,
    unread: () => registered.unread().length,
    failedJobs: () => failedJobs(store.asked.db),
  })

  const { devicesChanged, residentsChanged, readUnread, inDoubt } = createTakeOver({
    ...{ registered, ingest, now, pause, log },
    gateway: opened,
  })
  const api = createApi({
    ...{ queries, desk, auth, now, newId, announce, origins, ready, administration, dashboardDir, log },
    ...{ devicesChanged, residentsChanged, inDoubt },
    db: store.asked.db,
    series: readings.series,
    signInsChanged: (ids) => live?.recheck(ids),
    cared: (id, what) => ingest.person(id, { kind: 'care', what, at: now() }),
    metrics: metrics.text,
    ground: config.ground,
  })
  http.serve(api.fetch, peerHeader)
  // Not before: a browser that hears that it is back may load the page anew, and has to get it.
  live = createLive({
    ...{ db, queries, log, origins },
    server: http.server,
    actorOf: auth.actorOf,
    residentsOf: (actor) => queries.contacts.residentsOf(db, actor.id, 'alerts'),
  })
  onStop('live', live.close)

  await queries.shifts.watchFromNow(db)
  await jobs.start()
  onStop('jobs', jobs.stop)
  const indexes = createIndexBuilder(store.url, {
    lost,
    failed: (err, index) =>
      log.warn({ err, index }, index === null ? 'indexes were not built' : 'an index was not built'),
  })
  const stopUpkeep = startUpkeep({
    ...{ desk, clock, readUnread, partitions, now, log },
    sendUnheard: () => queries.commands.unheard(db, now()).then(sendAll),
    prune: async () => {
      await indexes()
      return prune(db, now(), () => pause(50).then(() => !stopped()))
    },
  })
  onStop('upkeep', async () => stopUpkeep())
  readings.start()
  administration.backups.start()
  onStop('readings', readings.stop)

  // The doors open last: who gets in finds everything there. They close first.
  onStop('gateway', () => {
    isListening = false
    return opened.close()
  })
  const { port: mqttPort, tlsPort } = await listenMqtt(opened, config)
  isListening = true
  void indexes()
  return { httpPort, mqttPort, mqttsPort: tlsPort, address, failed: store.lost }
}

/** A wildcard address is no address to call; this machine is. */
const urlHost = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
