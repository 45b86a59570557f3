import { createNeighbourhood, stateAt } from '../devices/simulator/neighbourhood.ts'
import { DeviceWithSecret } from '../server/contract/devices.ts'
import { signIn } from './api.ts'
import { readWishes, type Wishes } from './arguments.ts'
import { createHomes } from './homes.ts'
import { type RunningHub, startHub } from './hub.ts'
import { openMailbox } from './mail.ts'
import { type Person, settle } from './people.ts'
import { backfill, live } from './play.ts'
import { invite, line, say } from './screen.ts'
import { openSecrets } from './secrets.ts'
import { inTurns } from './turns.ts'

const adminEmail = 'admin@example.org'

type Undo = () => Promise<void>

/** From nothing to a living neighbourhood, until `stopped`. Everything started is on `undo`, to be undone in reverse. */
const run = async (wishes: Wishes, stopped: AbortSignal, undo: Undo[]): Promise<void> => {
  const secrets = openSecrets(wishes.dataDir, wishes.seed)
  const admin: Person = {
    role: 'administrator',
    zh: '管理员',
    name: '管理员',
    email: adminEmail,
    password: secrets.passwordOf(adminEmail),
  }
  const environment: Record<string, string> = { HUB_ADMIN_EMAIL: admin.email, HUB_ADMIN_PASSWORD: admin.password }
  if (!wishes.ownMail) {
    const mailbox = await openMailbox((to, subject) => line(Date.now(), `✉ ${to}：${subject}`, 'e-mail'))
    undo.push(mailbox.close)
    environment.HUB_SMTP_URL = mailbox.url
  }
  say('正在启动安铃……', 'starting the hub')
  const hub = await startHub({ ...wishes, environment })
  undo.push(hub.stop)
  if (stopped.aborted) return

  say('正在布置小区……', 'settling the neighbourhood')
  const api = await signIn(hub.url, admin.email, admin.password)
  const planned = createNeighbourhood({ ...wishes, startAt: Date.now() })
  const { staff, devices } = await settle(api, planned, secrets)
  if (stopped.aborted) return

  const names = new Map(planned.homes.flatMap(({ resident, devices }) => devices.map(({ id }) => [id, resident.name])))
  const states = new Map(
    planned.homes.flatMap((home) =>
      home.devices.map((device) => [device.id, stateAt(planned, device, planned.startAt)]),
    ),
  )
  const homes = createHomes({
    url: hub.mqttUrl,
    secretOf: secrets.secretOf,
    newSecretOf: async (id) => (await api.post(`/devices/${id}/secret`, {}, DeviceWithSecret)).secret,
    stateOf: (id) => states.get(id) ?? { online: true },
    told: (id, type) => line(Date.now(), `◉ ${names.get(id)}（${id}）${said[type] ?? type}`, type),
    trouble: (id, reason) => line(Date.now(), `⚠ ${id}`, reason),
  })
  undo.push(homes.close)
  await inTurns([...names.keys()], 8, homes.connect)
  say(
    `${homes.connected()} 台设备已连接，正在补传过去一天的记录……`,
    `${homes.connected()} devices connected, sending the past day`,
  )
  await backfill(planned, homes, devices)
  if (stopped.aborted) return

  invite(hub.url, [admin, ...staff])
  await Promise.race([live(createNeighbourhood({ ...wishes, startAt: Date.now() }), homes, stopped), failed(hub)])
}

const said: Readonly<Record<string, string>> = {
  'call.received': '听到：呼叫已收到',
  'call.claimed': '听到：有人正在处理',
  'help.sent': '听到：救援已出发',
  'call.closed': '听到：本次呼叫已结束',
}

const failed = async (hub: RunningHub): Promise<never> => {
  throw new Error(`the hub ended: ${await hub.died} (${hub.logFile})`)
}

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())

const undo: Undo[] = []
try {
  await run(readWishes(process.argv.slice(2), process.env), stopping.signal, undo)
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  if (stopping.signal.aborted) say('\n正在停止……', 'stopping')
  stopping.abort()
  for (const step of undo.reverse()) await step()
}
