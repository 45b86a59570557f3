import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveEvent, TimelineEntry } from '../../../server/contract/alerts.ts'
import { type LiveAction, type LiveState, reduce, startOf } from './live.ts'
import { connectLive, type LiveConnection } from './liveConnection.ts'
import { meQuery, useMe, worksAlerts } from './session.ts'

type LiveStore = {
  get(): LiveState
  subscribe(listener: () => void): () => void
  dispatch(action: LiveAction): void
  /** What the hub's clock is ahead of this one, ms. */
  aheadMs(): number
  onSecond(listener: () => void): () => void
  connected(connection: LiveConnection | null): void
  look(residentId: string | null): void
  lookers(): Lookers | null
}
type Lookers = { residentId: string; people: readonly { id: string; name: string }[] }

const Live = createContext<LiveStore | null>(null)

/** One connection for everything below the shell. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const me = useMe()
  // What `me` says of the hub's clock may have been said a while ago: who changes their password comes here a second time.
  const [{ store, setHubTime, setLookers }] = useState(() =>
    createStore(Date.parse(me.hubTime) - (queries.getQueryState(meQuery.queryKey)?.dataUpdatedAt ?? Date.now())),
  )

  useEffect(() => {
    const heard = (events: readonly LiveEvent[]) => {
      for (const { entry, alert, ticket, incident } of events) {
        for (const [of, id] of [
          ['alert', entry.alertId],
          ['ticket', entry.ticketId],
          ['resident', entry.residentId],
          ['incident', incident === null ? null : entry.incidentId],
        ] as const) {
          if (id === null) continue
          const queryKey = ['timeline', of, id]
          queries.setQueryData<TimelineEntry[]>(queryKey, (known) => known && withEntry(known, entry))
          // An answer under way may have been written before this happened.
          if (queries.isFetching({ queryKey }) > 0) void queries.invalidateQueries({ queryKey })
        }
        if (alert) queries.setQueryData(['alert', alert.id], alert)
        if (ticket) queries.setQueryData(['ticket', ticket.id], ticket)
        if (incident) {
          void queries.invalidateQueries({ queryKey: ['incident', incident.id] })
          // Of the alerts and devices in it nothing else is heard.
          void queries.invalidateQueries({ queryKey: ['devices'] })
        }
        // Before their person, whose coverage asks for devices of the same moment.
        if (entry.deviceId) void queries.invalidateQueries({ queryKey: ['devices'] })
        if (entry.residentId) void queries.invalidateQueries({ queryKey: ['resident', entry.residentId] })
        if (entry.type === 'resident.document_changed')
          void queries.invalidateQueries({ queryKey: ['documents', entry.residentId] })
        if (/^(shift|staffing)\./.test(entry.type)) void queries.invalidateQueries({ queryKey: ['shifts'] })
      }
    }
    const connection = connectLive({
      personId: me.id,
      role: me.role,
      state: store.get,
      dispatch: store.dispatch,
      heard,
      // A look at somebody's health is recorded: it is not taken anew by itself.
      startedOver: () =>
        void queries.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'health',
        }),
      becameAnother: () => window.location.reload(),
      hubTime: setHubTime,
      lookers: setLookers,
    })
    store.connected(connection)
    return () => {
      store.connected(null)
      connection.close()
    }
  }, [me.id, me.role, queries, store, setHubTime, setLookers])

  return <Live value={store}>{children}</Live>
}

function withEntry(known: TimelineEntry[], entry: TimelineEntry): TimelineEntry[] {
  if (known.some((other) => other.seq === entry.seq)) return known
  return [...known, entry].sort((a, b) => a.seq - b.seq)
}

function createStore(aheadAtFirst: number) {
  let state = startOf(Date.now())
  let ahead = aheadAtFirst
  let connection: LiveConnection | null = null
  let looking: string | null = null
  let lookers: Lookers | null = null
  const listeners = new Set<() => void>()
  const store: LiveStore = {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch(action) {
      const next = reduce(state, action)
      if (next === state) return
      state = next
      for (const listener of listeners) listener()
    },
    aheadMs: () => ahead,
    onSecond: createTicker(() => ahead),
    connected(now) {
      connection = now
      if (looking !== null) connection?.look(looking)
    },
    look(residentId) {
      looking = residentId
      connection?.look(residentId)
    },
    lookers: () => lookers,
  }
  const setLookers = (at: Lookers) => {
    lookers = at
    for (const listener of listeners) listener()
  }
  const setHubTime = (at: number) => {
    ahead = at - Date.now()
  }
  return { store, setHubTime, setLookers }
}

function useStore(): LiveStore {
  const store = useContext(Live)
  if (store === null) throw new Error('useLive stands below LiveProvider')
  return store
}

/** The live state; re-renders with every change. Select with the pure functions beside the pages. */
export function useLive(): LiveState {
  const store = useStore()
  return useSyncExternalStore(store.subscribe, store.get)
}

/** Gives the live state the answer to one's own action, so that the screen need not wait for the event. */
export function useLiveDispatch(): (action: LiveAction) => void {
  return useStore().dispatch
}

const nobody: readonly { id: string; name: string }[] = []

/** Says that this browser has a resident before it, and who else has. */
export function useOthersLooking(residentId: string | null): readonly { id: string; name: string }[] {
  const store = useStore()
  const me = useMe()
  const wanted = worksAlerts(me.role) ? residentId : null
  useEffect(() => {
    if (wanted === null) return
    store.look(wanted)
    return () => store.look(null)
  }, [store, wanted])
  const lookers = useSyncExternalStore(store.subscribe, store.lookers)
  if (lookers === null || lookers.residentId !== wanted) return nobody
  return lookers.people.filter(({ id }) => id !== me.id)
}

/** The hub's time, epoch ms, once a second: for clocks that run, all in step. */
export function useNow(): number {
  const store = useStore()
  const second = useSyncExternalStore(store.onSecond, () => Math.floor((Date.now() + store.aheadMs()) / 1000))
  return second * 1000
}

/** The hub's time to the minute, epoch ms: for what changes with the minute and must not render every second. */
export function useMinute(): number {
  const store = useStore()
  const minute = useSyncExternalStore(store.onSecond, () => Math.floor((Date.now() + store.aheadMs()) / 60_000))
  return minute * 60_000
}

/** One timer for everybody who listens, on the full second; none while nobody does. */
function createTicker(aheadMs: () => number) {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = () => {
    timer = setTimeout(tick, 1000 - ((((Date.now() + aheadMs()) % 1000) + 1000) % 1000))
  }
  const tick = () => {
    for (const listener of listeners) listener()
    next()
  }
  return (listener: () => void) => {
    if (listeners.size === 0) next()
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) clearTimeout(timer)
    }
  }
}
