import { connect, type Socket } from 'node:net'
import mqttPacket from 'mqtt-packet'

/**
 * The load generator, a process of its own: raw sockets, packets made ahead, acknowledgements counted by their bytes.
 * Told what to do over IPC, answers with what it measured. It costs a small part of what the hub does; `cpuMs` says how much.
 */
export type Order =
  | { do: 'rate'; port: number; devices: { id: string; secret: string }[]; window: number; messages: number }
  | { do: 'idle'; port: number; devices: { id: string; secret: string }[] }
  | { do: 'stop' }
export type Answer =
  | { result: 'rate'; acknowledged: number; ms: number; cpuMs: number }
  | { result: 'idle'; connected: number; ms: number }
  | { result: 'failed'; why: string }

const sockets: Socket[] = []

process.on('message', (order: Order) => {
  if (order.do === 'stop') process.exit(0)
  const work = order.do === 'rate' ? rate(order) : idle(order)
  work.then(answer, (error: Error) => answer({ result: 'failed', why: error.message }))
})

const answer = (said: Answer) => process.send?.(said)

/** Each device keeps `window` readings in flight until all together have sent `messages`. */
async function rate({ port, devices, window, messages }: Extract<Order, { do: 'rate' }>): Promise<Answer> {
  const each = Math.ceil(messages / devices.length)
  const ready = await Promise.all(devices.map((device) => signIn(port, device)))
  const packets = devices.map(({ id }) => readingsOf(id, each))
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await Promise.all(ready.map((socket, i) => pump(socket, packets[i] ?? [], window)))
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  for (const socket of ready) socket.destroy()
  return { result: 'rate', acknowledged: each * devices.length, ms, cpuMs: (user + system) / 1000 }
}

async function idle({ port, devices }: Extract<Order, { do: 'idle' }>): Promise<Answer> {
  const startedAt = performance.now()
  for (let from = 0; from < devices.length; from += 100) {
    sockets.push(...(await Promise.all(devices.slice(from, from + 100).map((device) => signIn(port, device)))))
  }
  return { result: 'idle', connected: sockets.length, ms: performance.now() - startedAt }
}

function signIn(port: number, { id, secret }: { id: string; secret: string }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`${id} was closed`)))
    socket.once('data', (chunk: Buffer) => {
      if (chunk[0] === 0x20 && chunk[3] === 0) resolve(socket)
      else reject(new Error(`${id} was refused: ${chunk.toString('hex')}`))
    })
    socket.write(
      mqttPacket.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: id,
        username: id,
        password: Buffer.from(secret),
        keepalive: 600,
      }),
    )
  })
}

/** A bed's readings, all different, half a second apart and ending now. */
function readingsOf(id: string, count: number): Buffer[] {
  const end = Date.now()
  return Array.from({ length: count }, (_, i) =>
    mqttPacket.generate({
      cmd: 'publish',
      topic: `care/v1/${id}/telemetry`,
      qos: 1,
      dup: false,
      retain: false,
      messageId: 1 + (i % 65_000),
      payload: JSON.stringify({
        at: end - (count - i) * 500,
        values: { heart_rate: 60 + (i % 7), respiratory_rate: 14, in_bed: true, movement: (i % 10) / 10 },
      }),
    }),
  )
}

/** Resolves when every packet is acknowledged. A PUBACK is four bytes; nothing else is sent to a device like this. */
function pump(socket: Socket, packets: readonly Buffer[], window: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0
    let bytes = 0
    const push = (upTo: number) => {
      const chunk = packets.slice(sent, Math.min(upTo, packets.length))
      sent += chunk.length
      if (chunk.length > 0) socket.write(chunk.length === 1 && chunk[0] ? chunk[0] : Buffer.concat(chunk))
    }
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      const acknowledged = Math.floor(bytes / 4)
      if (acknowledged >= packets.length) resolve()
      else push(acknowledged + window)
    })
    socket.once('close', () => reject(new Error(`closed after ${Math.floor(bytes / 4)} of ${packets.length}`)))
    push(window)
  })
}
