import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The newest of each that works together: older PostgreSQL nodes bring a driver that no longer connects. */
const packages = ['node-red@5.0.7', 'node-red-contrib-postgrestor-next@0.5.2']
const installWithinMs = 180_000

export type NodeRed = {
  /** SIGKILL. */
  kill(): Promise<void>
  start(): Promise<void>
  end(): Promise<void>
}

/** The table that the flow writes: what was said, as it was said. */
export const table = 'create table said (device text, kind text, at timestamptz, payload jsonb)'
const insert = 'insert into said (device, kind, at, payload) values ($1, $2, to_timestamp($3::float8 / 1000), $4)'

/**
 * Node-RED, installed from npm into a directory that is gone afterwards, with the flow one would draw: MQTT in with QoS
 * 1 and a lasting session, a function that takes the message apart, an insert. Or why that can't be had.
 */
export async function startNodeRed(mqttPort: number, databaseUrl: string): Promise<NodeRed | string> {
  const directory = await mkdtemp(join(tmpdir(), 'carebell-node-red-'))
  let child: ChildProcess | null = null
  const ended = async (): Promise<void> => {
    const mine = child
    child = null
    if (mine === null || mine.exitCode !== null || mine.signalCode !== null) return
    const exit = once(mine, 'exit')
    mine.kill('SIGKILL')
    await exit
  }
  const end = async () => {
    await ended()
    await rm(directory, { recursive: true, force: true })
  }
  const start = async (): Promise<void> => {
    const program = join(directory, 'node_modules/node-red/red.js')
    const mine = spawn(process.execPath, [program, '-u', directory, '-s', join(directory, 'settings.js')], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: directory },
    })
    child = mine
    let output = ''
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Node-RED did not start:\n${output}`)), 60_000)
      const heard = (chunk: Buffer) => {
        if (output.length < 20_000) output += chunk
        // Nobody keeps what it says after that, but it has to be read.
        if (output.includes('Connected to broker')) {
          clearTimeout(timer)
          resolve()
        }
      }
      mine.stdout.on('data', heard)
      mine.stderr.on('data', heard)
      mine.once('exit', () => reject(new Error(`Node-RED ended:\n${output}`)))
    })
  }
  try {
    await writeFile(join(directory, 'package.json'), '{"private":true}')
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...packages], {
      cwd: directory,
      timeout: installWithinMs,
    })
    await writeFile(join(directory, 'settings.js'), settings)
    await writeFile(join(directory, 'flows.json'), JSON.stringify(flow(mqttPort, new URL(databaseUrl))))
    await start()
    return { kill: ended, start, end }
  } catch (error) {
    await end()
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
  }
}

/** What was installed, by the packages' own word. */
export const nodeRedPackages = packages.join(' and ')

const settings = `module.exports = { flowFile: 'flows.json', uiPort: 0, uiHost: '127.0.0.1', disableEditor: true,
  httpAdminRoot: false, telemetry: { enabled: false }, logging: { console: { level: 'info' } } }`

const takeApart = `const [, , device, kind] = msg.topic.split('/')
msg.params = [device, kind, Number(msg.payload.at ?? Date.now()), JSON.stringify(msg.payload)]
return msg`

function flow(mqttPort: number, database: URL): object[] {
  const text = (value: string) => decodeURIComponent(value)
  return [
    { id: 'tab', type: 'tab', label: 'devices' },
    {
      id: 'broker',
      type: 'mqtt-broker',
      broker: '127.0.0.1',
      port: String(mqttPort),
      clientid: 'node-red',
      autoConnect: true,
      usetls: false,
      protocolVersion: '4',
      keepalive: '60',
      cleansession: false,
    },
    {
      id: 'in',
      z: 'tab',
      type: 'mqtt in',
      topic: 'care/#',
      qos: '1',
      datatype: 'json',
      broker: 'broker',
      inputs: 0,
      wires: [['apart']],
    },
    {
      id: 'apart',
      z: 'tab',
      type: 'function',
      func: takeApart,
      outputs: 1,
      libs: [],
      wires: [['insert']],
    },
    {
      id: 'database',
      type: 'postgresDB',
      host: database.hostname,
      hostFieldType: 'str',
      port: database.port,
      portFieldType: 'num',
      database: database.pathname.slice(1),
      databaseFieldType: 'str',
      ssl: 'false',
      sslFieldType: 'bool',
      max: '10',
      maxFieldType: 'num',
      min: '1',
      minFieldType: 'num',
      idle: '10000',
      idleFieldType: 'num',
      connectionTimeout: '10000',
      connectionTimeoutFieldType: 'num',
      user: text(database.username),
      userFieldType: 'str',
      password: text(database.password),
      passwordFieldType: 'str',
    },
    { id: 'insert', z: 'tab', type: 'postgrestor', query: insert, postgresDB: 'database', wires: [[]] },
  ]
}
