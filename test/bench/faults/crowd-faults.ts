import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'

/** Of clients that are too many, too slow or too greedy. */
export const crowdFaults: readonly Fault[] = [
  {
    name: 'a flood of clients',
    touches: 'crowd',
    async happen(place, chance) {
      const port = chance.one(0.5) ? place.hub.mqttPort : place.hub.httpPort
      const sockets: Socket[] = []
      const end = performance.now() + chance.between(3_000, 10_000)
      while (performance.now() < end) {
        for (let some = 0; some < 20; some++) {
          const socket = connect({ port, host: '127.0.0.1' })
          socket.on('error', () => undefined)
          if (chance.one(0.5))
            socket.write(chance.one(0.5) ? Buffer.from([0x10, 0xff, 0xff, 0x7f]) : 'GET /api/v1/alerts HTTP/1.1\r\n')
          sockets.push(socket)
        }
        await pause(50)
        if (chance.one(0.3)) for (const socket of sockets.splice(0)) socket.destroy()
      }
      for (const socket of sockets) socket.destroy()
    },
  },
  {
    name: 'slow and greedy clients of the API',
    touches: 'crowd',
    async happen(place, chance, town) {
      const sockets: Socket[] = []
      const asks = [
        '/api/v1/live?after=0',
        '/api/v1/alerts?limit=200',
        '/api/v1/residents',
        '/api/v1/tickets?limit=200',
      ]
      for (let nth = 0; nth < 60; nth++) {
        const socket = connect({ port: place.hub.httpPort, host: '127.0.0.1' })
        socket.on('error', () => undefined).pause()
        const { token } = chance.pick(town.people) ?? town.administrator
        const path = chance.pick(asks)
        const one = `GET ${path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer ${token}\r\n\r\n`
        socket.write(one.repeat(10))
        sockets.push(socket)
      }
      await pause(chance.between(3_000, 12_000))
      for (const socket of sockets) socket.destroy()
    },
  },
]
