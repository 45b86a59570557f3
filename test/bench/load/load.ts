import { allGone, comeIn, cutOff, keepAlive } from './crowd.ts'
import type { Answer, Order, Target } from './orders.ts'
import { newSeat, type Seat } from './seat.ts'
import { pour, rate } from './stream.ts'

/**
 * The load generator, a process of its own: raw sockets, packets made by hand and ahead, acknowledgements counted by
 * their bytes. Told what to do over IPC; answers with what it measured and with its own CPU time, which says whether it
 * was the generator that was measured.
 */
const firstAddress = Number(process.argv[2] ?? 2)
const seats: Seat[] = []
let target: Target = { port: 0, tls: false }
let stopPings: (() => void) | null = null
let stopPouring: (() => Answer) | null = null

process.on('message', (order: Order) => {
  carryOut(order).then(answer, (error: Error) => answer({ result: 'failed', why: error.message }))
})
process.on('disconnect', () => process.exit(0))

const answer = (said: Answer) => process.send?.(said)

async function carryOut(order: Order): Promise<Answer> {
  switch (order.do) {
    case 'connect': {
      target = order.target
      stopPings?.()
      // A thousand devices an address: far fewer than an address has ports.
      for (const device of order.devices)
        seats.push(newSeat(device, `127.0.${firstAddress}.${1 + Math.floor(seats.length / 1_000)}`))
      const came = await comeIn(seats, target, order)
      if (order.pingEveryMs !== null) stopPings = keepAlive(seats, order.pingEveryMs)
      return came
    }
    case 'return':
      await allGone(seats)
      return comeIn(seats, target, order)
    case 'storm':
      await cutOff(seats.slice(0, order.count))
      return comeIn(seats.slice(0, order.count), target, order)
    case 'rate':
      return rate(seats, order)
    case 'pour':
      stopPouring = pour(seats, order)
      return { result: 'done' }
    case 'hush': {
      const poured = stopPouring?.() ?? { result: 'done' as const }
      stopPouring = null
      return poured
    }
    case 'leave':
      stopPings?.()
      await cutOff(seats)
      seats.length = 0
      return { result: 'done' }
    case 'stop':
      process.exit(0)
  }
}
