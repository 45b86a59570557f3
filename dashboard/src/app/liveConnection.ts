import { io, type Socket } from 'socket.io-client'
import type { Alert, CatchUp, LiveEvent } from '../../../server/contract/alerts.ts'
import type { Page } from '../../../server/contract/common.ts'
import type { Incident } from '../../../server/contract/incidents.ts'
import type { BrowserToServer, ServerToBrowser } from '../../../server/contract/live.ts'
import type { Ticket } from '../../../server/contract/tickets.ts'
import { ApiProblem, api } from './api.ts'
import { openTicketStates, type Role } from './domain.ts'
import type { LiveAction, LiveState } from './live.ts'
import { inCrowds } from './liveCrowds.ts'
import { onWake } from './liveWake.ts'
import { seesAlerts, seesIncidents } from './session.ts'

/** The hub sends live events at most once: this often what was verified is verified on. */
const verifyEveryMs = 5_000
const pollEveryMs = 3_000
/** A hub that has not answered for so long is not there, whatever the socket believes. */
const silentMs = 4_000
/** The hub pings every 20 s: a socket that has heard nothing for longer is dead and doesn't know it. */
const deafMs = 25_000
/** A page that has slept, or has its network back, gives a socket so long to show that it leads anywhere. */
const thereMs = 700
/** Just woken, the network is there any moment: looked for so soon again, then ever later. */
const wokenMs = 100
/** What has been under way for longer when the page wakes belongs to a network that is gone. */
const staleMs = 300
/** Further behind than this, the lists are fetched anew instead of every event since. */
const tooFarBehind = 5_000

export type LivePorts = {
  personId: string
  role: Role
  state(): LiveState
  dispatch(action: LiveAction): void
  /** Events as they come, missed ones included, some of them twice. */
  heard(events: readonly LiveEvent[]): void
  /** The lists were fetched anew: whatever else is cached may be stale. */
  startedOver(): void
  /** The hub takes this browser for somebody else: they signed in beside this tab, and nothing here is theirs. */
  becameAnother(): void
  /** The hub's clock, epoch ms, as it says hello. */
  hubTime(at: number): void
  /** Who has the same resident before them. */
  lookers(at: { residentId: string; people: readonly { id: string; name: string }[] }): void
}

export type LiveConnection = {
  /** Whom this browser has before it; null for nobody. */
  look(residentId: string | null): void
  close(): void
}

/** Keeps the live state current until it is closed. */
export function connectLive(ports: LivePorts): LiveConnection {
  let stopped = false
  let syncing: { answer: Promise<boolean>; since: number } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let heardAt = Date.now()
  let looking: string | null = null
  /** How long until the next look while the hub is away. */
  let again = pollEveryMs
  /** When the socket's latest attempt began; 0 once it has failed. */
  let connectingSince = Date.now()
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
    if (syncing !== null) return syncing.answer
    const answer = (ports.state().loaded ? catchUp(ports, answers) : startOver(ports, answers))
      .then(() => true)
      .catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 401) become('signed_out')
        return false
      })
      .finally(() => {
        if (syncing?.answer === answer) syncing = null
      })
    syncing = { answer, since: Date.now() }
    return answer
  }

  let silence: ReturnType<typeof setTimeout> | undefined
  /** Disconnected is said as soon as it is likely, and taken back by the next answer. A first list may take its time. */
  function answers(): void {
    clearTimeout(silence)
    if (ports.state().loaded && !stopped) silence = setTimeout(() => become('offline'), silentMs)
  }

  let rounds = 0
  async function round(): Promise<void> {
    const mine = ++rounds
    answers()
    const answered = await sync().finally(() => mine === rounds && clearTimeout(silence))
    // A page that woke meanwhile has begun another.
    if (mine !== rounds) return
    if (stopped || ports.state().connection === 'signed_out') return
    if (socket.connected && answered) {
      become('live')
      later(verifyEveryMs)
      return
    }
    // A line that died without a word leaves the socket believing for most of a minute: the API's silence counts.
    become(answered ? 'polling' : 'offline')
    // A socket the hub refused does not try again by itself.
    // Nor wait for its pauses once the hub answers again.
    const pausing = answered && Date.now() - connectingSince > wokenMs * 10
    if (!socket.connected && (!socket.active || pausing)) connectAnew()
    later(again)
    again = Math.min(pollEveryMs, again * 2)
  }

  /** Now, and not when its own pauses are over. */
  function connectAnew(): void {
    connectingSince = Date.now()
    socket.disconnect().connect()
  }

  /** The page wakes, or its network changed: nothing that was under way before is waited for. */
  function wake(slept: boolean): void {
    if (!navigator.onLine && ports.state().loaded) become('offline')
    again = wokenMs
    if (syncing !== null && ports.state().loaded && Date.now() - syncing.since > staleMs) syncing = null
    if (!socket.connected) {
      if (Date.now() - connectingSince > staleMs) connectAnew()
    } else if (Date.now() - heardAt > deafMs) connectAnew()
    else if (slept)
      socket.timeout(thereMs).emit('there', (silent: Error | null) => {
        if (silent !== null && !stopped) connectAnew()
      })
    later(0)
  }

  const crowd = inCrowds<LiveEvent>((events) => {
    ports.dispatch({ type: 'events', events })
    ports.heard(events)
  })
  const isHeard = () => {
    heardAt = Date.now()
  }
  socket.io.on('ping', isHeard)
  socket.on('hello', (hello) => {
    isHeard()
    // A hub of before, beside which this one starts, doesn't say.
    if (hello.personId !== undefined && hello.personId !== ports.personId) return ports.becameAnother()
    ports.hubTime(Date.parse(hello.hubTime))
    if (looking !== null) socket.emit('look', looking)
    become('catching_up')
    again = pollEveryMs
    void (syncing?.answer ?? Promise.resolve()).then(round)
  })
  socket.on('live', (event) => {
    isHeard()
    crowd.add(event)
  })
  socket.on('lookers', ports.lookers)
  socket.on('disconnect', () => later(0))
  socket.on('connect_error', () => {
    connectingSince = 0
    if (ports.state().connection === 'connecting' || ports.state().connection === 'live') later(0)
  })
  const unwake = onWake(wake)
  later(0)

  return {
    look(residentId) {
      if (residentId === looking) return
      looking = residentId
      if (socket.connected) socket.emit('look', residentId)
    },
    close() {
      stopped = true
      clearTimeout(timer)
      clearTimeout(silence)
      crowd.stop()
      unwake()
      socket.close()
    },
  }
}

async function catchUp(ports: LivePorts, answers: () => void): Promise<void> {
  let after = ports.state().verified
  for (;;) {
    const answer = await api.get<CatchUp>('/live', { after })
    answers()
    if (answer.latest - after > tooFarBehind) return startOver(ports, answers)
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

async function startOver(ports: LivePorts, answers: () => void): Promise<void> {
  const { latest } = await api.get<CatchUp>('/live', { after: Number.MAX_SAFE_INTEGER })
  const [alerts, tickets, incidents] = await Promise.all([
    !seesAlerts(ports.role) ? [] : unresolvedAlerts(ports, answers),
    api.all<Ticket>('/tickets', {
      state: openTicketStates.join(','),
      ...(ports.role === 'worker' ? { mine: true } : {}),
    }),
    !seesIncidents(ports.role) ? [] : api.all<Incident>('/incidents', { state: 'open,claimed' }),
  ])
  ports.dispatch({ type: 'snapshot', alerts, tickets, incidents, upTo: latest, at: Date.now() })
  ports.startedOver()
}

/** In the order of the queue, each page on the screen as it comes: emergencies wait for no technical alert. */
async function unresolvedAlerts(ports: LivePorts, answers: () => void): Promise<Alert[]> {
  const all: Alert[] = []
  let cursor: string | undefined
  do {
    const page: Page<Alert> = await api.get('/alerts', {
      state: 'open,claimed',
      limit: all.length === 0 ? 100 : 500,
      cursor,
    })
    answers()
    all.push(...page.items)
    cursor = page.nextCursor ?? undefined
    if (cursor !== undefined) ports.dispatch({ type: 'part', alerts: page.items })
  } while (cursor !== undefined)
  return all
}
