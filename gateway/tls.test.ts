import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { cert, key } from '../test/harness/certificate.ts'
import { bytesOf, connected, type Hub, hello, press, startHub, until, wire } from '../test/harness/gateway.ts'

let hub: Hub
afterEach(() => hub.close())

const encrypted = { tls: { key, cert, port: 0 } }
const tlsPort = (): number => hub.tlsPort ?? 0

describe('MQTT over TLS', () => {
  it('is spoken beside the plain one', async () => {
    hub = await startHub(undefined, encrypted)
    const safe = await connected(tlsPort(), 'k1', { protocol: 'mqtts', ca: cert, host: 'localhost' })
    const plain = await connected(hub.port, 'k2')
    await safe.publishAsync('care/v1/k1/event', '{}', { qos: 1 })
    await plain.publishAsync('care/v1/k2/event', '{}', { qos: 1 })
    expect(hub.received.map(({ deviceId }) => deviceId)).toEqual(['k1', 'k2'])
    await Promise.all([safe.endAsync(), plain.endAsync()])
    await until(() => hub.gateway.arriving() === 0)
  })

  it('stores the press of a button that says everything at once', async () => {
    hub = await startHub(undefined, encrypted)
    const button = connect({ port: tlsPort(), host: 'localhost', ca: cert })
    await once(button, 'secureConnect')
    button.end(bytesOf(hello('k1'), press('k1', 1), { cmd: 'disconnect' }))
    button.resume()
    await once(button, 'close')
    expect(hub.received).toHaveLength(1)
  })

  it('has room for so many handshakes an address, and none is held for ever', async () => {
    hub = await startHub(undefined, { ...encrypted, arrivingPerAddress: 2, signInWithinMs: 200 })
    const silent = [wire(tlsPort()), wire(tlsPort())]
    await until(() => hub.gateway.arriving() === 2)
    await wire(tlsPort()).closed
    await Promise.all(silent.map(({ closed }) => closed))
    await until(() => hub.gateway.arriving() === 0)
  })

  it('is not spoken by what sends MQTT in the clear', async () => {
    hub = await startHub(undefined, encrypted)
    const plain = wire(tlsPort())
    plain.send(hello('k1'))
    await plain.closed
    expect(plain.packets).toEqual([])
    expect(hub.gateway.arriving()).toBe(0)
  })

  it('resumes with a ticket that the gateway before a restart, or another process, gave', async () => {
    const ticketKeys = randomBytes(48)
    const withTickets = { tls: { ...encrypted.tls, ticketKeys } }
    for (const processes of [0, 2]) {
      hub = await startHub(undefined, withTickets, {}, processes)
      const first = await signedIn('k1')
      const ticket = first.ticket()
      expect(first.socket.isSessionReused()).toBe(false)
      first.socket.destroy()
      await hub.close()
      hub = await startHub(undefined, withTickets, {}, processes)
      for (let again = 0; again < 4; again++) {
        const { socket } = await signedIn('k1', ticket)
        expect(socket.isSessionReused()).toBe(true)
        socket.destroy()
      }
      if (processes === 0) await hub.close()
    }
  })
})

/** A device that shook hands, with the ticket it has or without, and was let in. */
async function signedIn(id: string, session?: Buffer): Promise<{ socket: TLSSocket; ticket(): Buffer }> {
  const socket = connect({ port: tlsPort(), host: 'localhost', ca: cert, ...(session && { session }) })
  let ticket: Buffer = Buffer.alloc(0)
  socket.on('session', (given) => {
    ticket = given
  })
  socket.write(bytesOf(hello(id)))
  const [connack] = await once(socket, 'data')
  expect(Buffer.from(connack).toString('hex')).toBe('20020000')
  return { socket, ticket: () => ticket }
}
