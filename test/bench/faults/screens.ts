import { setTimeout as pause } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { type LiveState, reduce, startOf } from '../../../dashboard/src/app/live.ts'
import type { Alert, CatchUp, LiveEvent } from '../../../server/contract/alerts.ts'
import type { BrowserToServer, ServerToBrowser } from '../../../server/contract/live.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'
import { ask } from './desk-client.ts'
import type { Account } from './town.ts'

/** A browser: the dashboard's own reducer, fed by the socket and by catching up. */
export type Screen = {
  as: Account
  /** Catches up once more. Rejects when the hub doesn't answer. */
  catchUp(): Promise<void>
  state(): LiveState
  /** Whether an area, by its path, is theirs. */
  sees(path: string): boolean
  /** Events that a connection that stood should have brought and did not. */
  missed: string[]
  close(): void
}

const verifyEveryMs = 2_000
/** An event that the API tells and the socket does not bring over so many looks at which it answers was not sent. */
const graceLooks = 4

export function watch(http: string, as: Account, areaId: string): Screen {
  let state = startOf(Date.now())
  let stopped = false
  const missed: string[] = []
  /** Of the connection that stands: from where on it brings everything, and what it brought. */
  let connection: { from: number; brought: Set<number>; owed: Map<number, number> } | null = null
  const socket: Socket<ServerToBrowser, BrowserToServer> = io(http, {
    transports: ['websocket'],
    auth: (give) => give({ token: as.token }),
    forceNew: true,
    reconnectionDelayMax: 1_000,
  })
  socket.on('hello', ({ latest }) => {
    connection = { from: latest, brought: new Set(), owed: new Map() }
  })
  socket.on('disconnect', () => {
    connection = null
  })
  socket.on('live', (event) => {
    connection?.brought.add(event.seq)
    connection?.owed.delete(event.seq)
    state = reduce(state, { type: 'events', events: [event] })
  })
  socket.on('connect_error', () => {
    if (!socket.active && !stopped) setTimeout(() => socket.connect(), 500)
  })

  const get = async <T>(path: string): Promise<T> => {
    const answer = await ask(http, as, 'GET', path)
    if (answer === 'unknown' || answer.status !== 200)
      throw new Error(`GET ${path}: ${answer === 'unknown' ? answer : answer.status}`)
    return answer.body as T
  }
  const all = async <T>(path: string): Promise<T[]> => {
    const items: T[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: T[]; nextCursor: string | null } = await get(
        `${path}&limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      )
      items.push(...page.items)
      cursor = page.nextCursor
    }
    return items
  }

  async function catchUp(): Promise<void> {
    if (!state.loaded) {
      const { latest } = await get<CatchUp>(`/live?after=${Number.MAX_SAFE_INTEGER}`)
      const [alerts, tickets] = await Promise.all([
        all<Alert>('/alerts?state=open,claimed'),
        all<Ticket>('/tickets?state=requested,offered,accepted,travelling,arrived,declined,expired'),
      ])
      state = reduce(state, { type: 'snapshot', alerts, tickets, incidents: [], upTo: latest, at: Date.now() })
      return
    }
    for (let after = state.verified; ; ) {
      const answer = await get<CatchUp>(`/live?after=${after}`)
      state = reduce(state, { type: 'events', events: answer.events })
      owe(answer.events)
      const last = answer.events.at(-1)
      if (!answer.more || last === undefined) {
        state = reduce(state, { type: 'caught_up', upTo: answer.latest, at: Date.now() })
        return
      }
      after = last.seq
    }
  }

  function owe(events: readonly LiveEvent[]): void {
    if (connection === null) return
    for (const { seq } of events)
      if (seq > connection.from && !connection.brought.has(seq) && !connection.owed.has(seq))
        connection.owed.set(seq, 0)
  }

  async function verify(): Promise<void> {
    while (!stopped) {
      await pause(verifyEveryMs)
      // A socket that heard nothing of its end yet doesn't stand.
      const before = connection
      const stands = await new Promise<boolean>((resolve) =>
        socket.timeout(1_000).emit('there', (silent: Error | null) => resolve(silent === null)),
      )
      if (stands && before !== null && before === connection)
        for (const [seq, looks] of before.owed) {
          before.owed.set(seq, looks + 1)
          if (looks !== graceLooks) continue
          missed.push(`${as.email} was not sent ${seq}`)
        }
      await catchUp().catch(() => undefined) // the next look
    }
  }
  void verify()
  return {
    as,
    catchUp,
    state: () => state,
    sees: (path) => path.split('/').includes(areaId),
    missed,
    close() {
      stopped = true
      socket.close()
    },
  }
}
