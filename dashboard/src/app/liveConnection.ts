import { io, type Socket } from 'socket.io-client'
import type { Alert, CatchUp, LiveEvent, Ticket } from '../../../server/contract/alerts.ts'
import type { Incident } from '../../../server/contract/incidents.ts'
import type { BrowserToServer, ServerToBrowser } from '../../../server/contract/live.ts'
import { ApiProblem, api } from './api.ts'
import { openTicketStates, type Role } from './domain.ts'
import type { LiveAction, LiveState } from './live.ts'
import { seesAlerts, seesIncidents } from './session.ts'

/** The hub sends live events at most once: this often what was verified is verified on. */
const verifyEveryMs = 10_000
const pollEveryMs = 3_000
/** Further behind than this, the lists are fetched anew instead of every event since. */
const tooFarBehind = 5_000

export type LivePorts = {
  role: Role
  state(): LiveState
  dispatch(action: LiveAction): void
  /** Events as they come, missed ones included, some of them twice. */
  heard(events: readonly LiveEvent[]): void
  /** The lists were fetched anew: whatever else is cached may be stale. */
  startedOver(): void
  /** The hub's clock, epoch ms, as it says hello. */
  hubTime(at: number): void
}

/** Keeps the live state current until the returned function is called. */
export function connectLive(ports: LivePorts): () => void {
  let stopped = false
  let syncing: Promise<boolean> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const become = (is: LiveState['connection']) => ports.dispatch({ type: 'connection', is, at: Date.now() })
  const later = (afterMs: number) => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void round(), afterMs)
  }

  const socket: Socket<ServerToBrowser, BrowserToServer> = io({
    transports: ['websocket'],
    reconnectionDelayMax: 3_000,
  })

  /** One look at what was missed, by the API; says whether the hub answered. */
  function sync(): Promise<boolean> {
    syncing ??= (ports.state().loaded ? catchUp(ports) : startOver(ports))
      .then(() => true)
      .catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 401) become('signed_out')
        return false
      })
      .finally(() => {
        syncing = null
      })
    return syncing
  }

  async function round(): Promise<void> {
    const answered = await sync()
    if (stopped || ports.state().connection === 'signed_out') return
    if (socket.connected && answered) {
      become('live')
      later(verifyEveryMs)
      return
    }
    // A line that died without a word leaves the socket believing for most of a minute: the API's silence counts.
    become(answered ? 'polling' : 'offline')
    // A socket the hub refused does not try again by itself.
    if (!socket.connected && !socket.active) socket.connect()
    later(pollEveryMs)
  }

  socket.on('hello', (hello) => {
    ports.hubTime(Date.parse(hello.hubTime))
    become('catching_up')
    void (syncing ?? Promise.resolve()).then(round)
  })
  socket.on('live', (event) => {
    ports.dispatch({ type: 'events', events: [event] })
    ports.heard([event])
  })
  socket.on('disconnect', () => later(0))
  socket.on('connect_error', () => {
    if (ports.state().connection === 'connecting' || ports.state().connection === 'live') later(0)
  })
  const wake = () => later(0)
  window.addEventListener('online', wake)
  window.addEventListener('offline', wake)
  document.addEventListener('visibilitychange', wake)
  later(0)

  return () => {
    stopped = true
    clearTimeout(timer)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', wake)
    document.removeEventListener('visibilitychange', wake)
    socket.close()
  }
}

async function catchUp(ports: LivePorts): Promise<void> {
  let after = ports.state().verified
  for (;;) {
    const answer = await api.get<CatchUp>('/live', { after })
    if (answer.latest - after > tooFarBehind) return startOver(ports)
    if (answer.events.length > 0) {
      ports.dispatch({ type: 'events', events: answer.events })
      ports.heard(answer.events)
    }
    const last = answer.events.at(-1)
    if (!answer.more || last === undefined) {
      return ports.dispatch({ type: 'caught_up', upTo: answer.latest, at: Date.now() })
    }
    after = last.seq
  }
}

async function startOver(ports: LivePorts): Promise<void> {
  const { latest } = await api.get<CatchUp>('/live', { after: Number.MAX_SAFE_INTEGER })
  const [alerts, tickets, incidents] = await Promise.all([
    !seesAlerts(ports.role) ? [] : api.all<Alert>('/alerts', { state: 'open,claimed' }),
    api.all<Ticket>('/tickets', {
      state: openTicketStates.join(','),
      ...(ports.role === 'worker' ? { mine: true } : {}),
    }),
    !seesIncidents(ports.role) ? [] : api.all<Incident>('/incidents', { state: 'open,claimed' }),
  ])
  ports.dispatch({ type: 'snapshot', alerts, tickets, incidents, upTo: latest, at: Date.now() })
  ports.startedOver()
}
