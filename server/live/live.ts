import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server, type Socket } from 'socket.io'
import type { BrowserToServer, ServerToBrowser } from '../contract/live.ts'
import { may, mayRole } from '../core/access/may.ts'
import { fromOurPage } from '../core/access/our-page.ts'
import type { Actor } from '../core/access/roles.ts'
import type { Database } from '../store/database.ts'
import type { Queries } from '../store/queries.ts'
import { isPresence, keepPresence } from './presence.ts'
import { createPublisher } from './publisher.ts'
import { startRechecks } from './rechecks.ts'
import { deliveries, roomsOf } from './rooms.ts'

export type LiveDeps = {
  server: HttpServer
  /** Who is behind this cookie or token; null when nobody (any more). */
  actorOf(headers: Headers, token?: string): Promise<Actor | null>
  db: Database
  queries: Queries
  /** A family member's own residents. */
  residentsOf(actor: Actor): Promise<string[]>
  log: { info(about: object, message: string): void; warn(about: object, message: string): void }
  /** Where browsers load the dashboard from, when that isn't the address they reach the hub by (behind a proxy). */
  origins?: readonly string[]
  /** How often every connection's sign-in is looked at again, ms; 15 s unless told. */
  recheckMs?: number
  /** How often the timeline is looked at for what another hub wrote, ms; 1 s unless told. */
  pollMs?: number
  /** Packets that may wait for one browser; 2,000 unless told. */
  mostWaiting?: number
  /** Connections that have not signed in, in all; beyond that only whoever is signed in already gets one. 1,000 unless told. */
  mostStrangers?: number
  /** Connections of one person, that is open tabs; 20 unless told. */
  mostPerPerson?: number
}

export type Live = {
  /** Sends these and everything before them not sent yet, in order. Resolves when handed to the sockets; never rejects. */
  publish(seqs: readonly number[]): Promise<void>
  /** Looks at the sign-ins of these people again, now: whoever is none of ours any more hears nothing from here on. */
  recheck(userIds: readonly string[]): void
  /** Disconnects everybody; the HTTP server stays its owner's. */
  close(): Promise<void>
  connections(): number
}

type SignedIn = { actor: Actor; headers: Headers; token: string | undefined }
type LiveSocket = Socket<BrowserToServer, ServerToBrowser, Record<string, never>, { signedIn: SignedIn }>

/** Live events over socket.io. All knowledge of the library is in this file. */
export function createLive(deps: LiveDeps): Live {
  const { log, db, queries } = deps
  const io = new Server<BrowserToServer, ServerToBrowser, Record<string, never>, { signedIn: SignedIn }>(deps.server, {
    path: '/socket.io',
    serveClient: false,
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    // Browsers have little to say: who they are, and whom they look at.
    maxHttpBufferSize: 16_384,
    connectTimeout: 10_000,
    pingInterval: 20_000,
    pingTimeout: 15_000,
    allowRequest: (request, answer) => {
      const ours = fromOurPage(request.headers.origin, request.headers.host, deps.origins ?? [])
      if (!ours) return answer('a page of another site', false)
      const strangers = io.engine.clientsCount - io.sockets.sockets.size
      if (strangers < (deps.mostStrangers ?? 1_000)) return answer(null, true)
      // Whoever fills the hall keeps nobody out who belongs here: a browser brings its cookie along.
      deps.actorOf(headersOf(request)).then(
        (actor) => answer(actor === null ? 'too many who have not signed in' : null, actor !== null),
        () => answer('unavailable', false),
      )
    },
  })
  const publisher = createPublisher({
    latest: () => queries.liveEvents.latest(db),
    since: (seq, limit) => queries.liveEvents.since(db, seq, limit),
    anybody: () => io.engine.clientsCount > 0,
    send: (unfiltered) => {
      for (const { rooms, event } of deliveries(unfiltered)) io.to([...rooms]).emit('live', event)
    },
    failed: (error) => log.warn({ error: String(error) }, 'live events wait: the timeline could not be read'),
    pollMs: deps.pollMs ?? 1_000,
  })

  io.use((socket: LiveSocket, next) => {
    const headers = headersOf(socket.request)
    const token = tokenOf(socket.handshake.auth)
    deps.actorOf(headers, token).then(
      (actor) => {
        if (actor === null) return next(new Error('unauthenticated'))
        const theirs = socketsOf(new Set([actor.id]))
        if (theirs.length >= (deps.mostPerPerson ?? 20)) return next(new Error('too many connections of one person'))
        socket.data.signedIn = { actor, headers, token }
        next()
      },
      (error: unknown) => {
        log.warn({ error: String(error) }, 'a sign-in to live events could not be checked')
        next(new Error('unavailable'))
      },
    )
  })

  io.on('connection', (socket: LiveSocket) => {
    dropWhenSlow(socket, deps.mostWaiting ?? 2_000, () =>
      log.warn({ user: socket.data.signedIn.actor.id }, 'a browser read too slowly for live events and was dropped'),
    )
    // Anybody can say anything: only who wants an answer gets one.
    socket.on('there', (answer: unknown) => typeof answer === 'function' && answer())
    welcome(socket).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'a browser could not be joined to live events')
      socket.disconnect(true)
    })
  })

  keepPresence(io, async (actor, residentId) => {
    const found = await queries.residents.getWithPath(db, residentId)
    return found !== null && mayRole(actor.role, 'alert.work') && may(actor, 'resident.read', found)
  })

  const welcomed = new WeakSet<LiveSocket>()
  async function welcome(socket: LiveSocket): Promise<void> {
    await socket.join(await rooms(socket.data.signedIn.actor))
    welcomed.add(socket)
    // What comes after this number reaches the browser here; what came before it asks the API for.
    const latest = await publisher.position()
    socket.emit('hello', { latest, hubTime: new Date().toISOString(), personId: socket.data.signedIn.actor.id })
  }

  const rooms = async (actor: Actor) => roomsOf(actor, actor.role === 'family' ? await deps.residentsOf(actor) : [])

  /** Whoever is no longer signed in, or has become somebody else, is sent off; the browser comes back by itself. */
  async function recheck(socket: LiveSocket): Promise<void> {
    const { signedIn } = socket.data
    if (!welcomed.has(socket)) return
    const actor = await deps.actorOf(signedIn.headers, signedIn.token)
    const now = actor === null ? null : [...(await rooms(actor))].sort().join()
    const then = [...socket.rooms].filter((room) => room !== socket.id && !isPresence(room))
    if (now !== then.sort().join() || actor?.role !== signedIn.actor.role) socket.disconnect(true)
  }
  const all = (): LiveSocket[] => [...io.sockets.sockets.values()]
  const socketsOf = (ids: ReadonlySet<string>) => all().filter(({ data }) => ids.has(data.signedIn?.actor.id ?? ''))
  const rechecks = startRechecks({
    all,
    look: recheck,
    sendOff: (socket) => socket.disconnect(true),
    failed: (error) => log.warn({ error: String(error) }, 'a sign-in could not be looked at again'),
    everyMs: deps.recheckMs ?? 15_000,
  })

  return {
    publish: publisher.publish,
    connections: () => io.engine.clientsCount,
    recheck: (userIds) => void rechecks.now(socketsOf(new Set(userIds))),
    async close() {
      rechecks.stop()
      publisher.stop()
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

/** Packets wait here, in our memory, when a browser reads slower than we write; it may catch up when it can. */
function dropWhenSlow(socket: LiveSocket, most: number, dropped: () => void): void {
  let waiting = 0
  socket.conn.on('flush', () => {
    waiting = 0
  })
  socket.conn.on('packetCreate', () => {
    waiting += 1
    if (waiting !== most) return
    dropped()
    socket.conn.close(true)
  })
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === 'string') headers.set(name, value)
    else for (const one of value ?? []) headers.append(name, one)
  return headers
}

const tokenOf = (auth: unknown): string | undefined =>
  typeof auth === 'object' && auth !== null && 'token' in auth && typeof auth.token === 'string'
    ? auth.token.replace(/^Bearer /i, '')
    : undefined
