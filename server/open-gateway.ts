import { readFile } from 'node:fs/promises'
import { createGateway, type Gateway } from '../gateway/gateway.ts'
import type { GatewayPorts } from '../gateway/ports.ts'
import { createSpreadGateway } from '../gateway/processes/spread.ts'
import type { Config } from './config.ts'
import type { Ingest } from './ingest/ingest.ts'
import type { Registry } from './ingest/registry.ts'
import { roomForConnections } from './open-files.ts'
import { PortTaken } from './port-taken.ts'
import { keptSecret, ticketKeysOf } from './secrets.ts'
import type { Delivery } from './store/commands.ts'
import type { Database } from './store/database.ts'
import { verifySecret } from './store/device-secrets.ts'
import type * as queries from './store/queries.ts'

export type GatewayNeeds = {
  registry: Registry
  ingest: Ingest
  db: Database
  queries: typeof queries
  announce(seqs: readonly number[]): void
  now(): number
  log: GatewayPorts['log']
  /** Resolves after so many ms, or at once when the hub stops. */
  pause(ms: number): Promise<void>
  stopped(): boolean
}

/** The gateway with what it needs of the hub, not listening yet. */
export async function openGateway(config: Config, needs: GatewayNeeds): Promise<Gateway> {
  const { registry, ingest, db, log, now } = needs
  const told = (what: string) => (error: unknown) => log.warn({ err: error }, what)
  const delivered = oneAfterAnother((all: readonly Delivery[]) => noteSurely(all, needs))

  const ports: GatewayPorts = {
    async signIn(deviceId, secret) {
      const device = registry.get(deviceId)
      return device?.enabled === true && verifySecret(secret, device.secret) ? { deviceId } : null
    },
    maySpeakFor: registry.maySpeakFor,
    accept: ({ signedInAs, deviceId, topic, payload, receivedAt, refused }) =>
      ingest.accept({ signedInAs, deviceId, topic, payload, receivedAt, ...(refused && { refused }) }),
    connected: (deviceId, at) => {
      ingest.input(deviceId, { kind: 'connected', at }).catch(told('a connection was not noted'))
    },
    disconnected: (deviceId, at) => {
      ingest.input(deviceId, { kind: 'disconnected', at }).catch(told('a disconnection was not noted'))
    },
    pendingCommands: (deviceId) => needs.queries.commands.pending(db, deviceId, now()),
    commandDelivered: (id) => delivered({ id, at: now() }),
    now,
    log,
  }
  const tls = config.mqtts && (await certificate(config.mqtts, config.dataDir))
  const processes = config.gatewayProcesses
  const room = roomForConnections(processes)
  const roomInAll = room * Math.max(1, processes)
  if (registry.size() > roomInAll)
    log.warn(
      { devices: registry.size(), connections: roomInAll },
      'the limit of open files (ulimit -n) has no room for every registered device: raise it, or set HUB_GATEWAY_PROCESSES',
    )
  const options = {
    host: config.host,
    port: config.mqttPort,
    arrivingPerAddress: config.unauthenticatedPerAddress,
    connectionsAtMost: Math.min(100_000, room),
    ...(tls && { tls }),
  }
  return processes === 0 ? createGateway(ports, options) : createSpreadGateway(ports, options, processes)
}

/** Opens the doors. Rejects with PortTaken naming the variable. */
export async function listenMqtt(gateway: Gateway, config: Config) {
  try {
    return await gateway.listen()
  } catch (error) {
    const port = error instanceof Error && 'port' in error ? Number(error.port) : config.mqttPort
    throw PortTaken.from(error, port === config.mqtts?.port ? 'HUB_MQTTS_PORT' : 'HUB_MQTT_PORT', port)
  }
}

/** The people at the devices were told. */
async function noteDeliveries(all: readonly Delivery[], { db, queries, announce }: GatewayNeeds): Promise<void> {
  const seqs = await queries.commands.noteDelivered(db, all)
  if (seqs.length > 0) announce(seqs)
}

const triesAtMost = 100

/** A device says once that it has heard: it is noted when the database can be written again, or given up aloud. */
async function noteSurely(all: readonly Delivery[], needs: GatewayNeeds): Promise<void> {
  for (let tries = 1; tries <= triesAtMost && !needs.stopped(); tries++)
    try {
      return await noteDeliveries(all, needs)
    } catch (error) {
      needs.log.warn({ err: error }, 'deliveries are not noted yet')
      await needs.pause(Math.min(100 * 2 ** tries, 5_000))
    }
  needs.log.error({ deliveries: all.length }, 'deliveries were not noted: their devices are sent the same again')
}

/** So many at a time: presses wait for them. */
const mostDeliveries = 500

/** Does the work for what came while it was last done, and never twice at a time. The work doesn't reject. */
function oneAfterAnother<T>(work: (some: readonly T[]) => Promise<void>): (one: T) => void {
  const waiting: T[] = []
  let busy = false
  const go = async (): Promise<void> => {
    busy = true
    while (waiting.length > 0) await work(waiting.splice(0, mostDeliveries))
    busy = false
  }
  return (one) => {
    waiting.push(one)
    if (!busy) void go()
  }
}

/** With tickets that hold in every process and after a restart: a city that comes back resumes. */
async function certificate(mqtts: NonNullable<Config['mqtts']>, dataDir: string) {
  const cert = await readFile(mqtts.cert).catch(asConfigError('HUB_TLS_CERT'))
  const key = await readFile(mqtts.key).catch(asConfigError('HUB_TLS_KEY'))
  const ticketKeys = ticketKeysOf(await keptSecret(dataDir, 'tickets.secret'), cert)
  return { port: mqtts.port, cert, key, ticketKeys }
}

const asConfigError = (variable: string) => (error: unknown) => {
  throw new Error(`${variable}: ${error instanceof Error ? error.message : String(error)}`)
}
