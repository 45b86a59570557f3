import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveEvent, TimelineEntry } from '../../../server/contract/alerts.ts'
import { type LiveAction, type LiveState, reduce, startOf } from './live.ts'
import { connectLive } from './liveConnection.ts'
import { useMe } from './session.ts'

type LiveStore = {
  get(): LiveState
  subscribe(listener: () => void): () => void
  dispatch(action: LiveAction): void
  /** What the hub's clock is ahead of this one, ms. */
  aheadMs(): number
}

const Live = createContext<LiveStore | null>(null)

/** One connection for everything below the shell. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const me = useMe()
  const [{ store, setHubTime }] = useState(() => createStore(Date.parse(me.hubTime)))

  useEffect(() => {
    const heard = (events: readonly LiveEvent[]) => {
      for (const { entry, alert, ticket } of events) {
        for (const [of, id] of [
          ['alert', entry.alertId],
          ['ticket', entry.ticketId],
          ['resident', entry.residentId],
        ] as const) {
          if (id === null) continue
          const queryKey = ['timeline', of, id]
          queries.setQueryData<TimelineEntry[]>(queryKey, (known) => known && withEntry(known, entry))
          // An answer under way may have been written before this happened.
          if (queries.isFetching({ queryKey }) > 0) void queries.invalidateQueries({ queryKey })
        }
        if (alert) queries.setQueryData(['alert', alert.id], alert)
        if (ticket) queries.setQueryData(['ticket', ticket.id], ticket)
        if (entry.residentId) void queries.invalidateQueries({ queryKey: ['resident', entry.residentId] })
        if (entry.deviceId) void queries.invalidateQueries({ queryKey: ['devices'] })
      }
    }
    return connectLive({
      role: me.role,
      state: store.get,
      dispatch: store.dispatch,
      heard,
      startedOver: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' }),
      hubTime: setHubTime,
    })
  }, [me.role, queries, store, setHubTime])

  return <Live value={store}>{children}</Live>
}

function withEntry(known: TimelineEntry[], entry: TimelineEntry): TimelineEntry[] {
  if (known.some((other) => other.seq === entry.seq)) return known
  return [...known, entry].sort((a, b) => a.seq - b.seq)
}

function createStore(hubTime: number) {
  let state = startOf(Date.now())
  let ahead = hubTime - Date.now()
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
  }
  const setHubTime = (at: number) => {
    ahead = at - Date.now()
  }
  return { store, setHubTime }
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

/** The hub's time, epoch ms, once a second: for clocks that run. */
export function useNow(): number {
  const store = useStore()
  const second = useSyncExternalStore(everySecond, thisSecond)
  return second * 1000 + store.aheadMs()
}

const thisSecond = () => Math.floor(Date.now() / 1000)
function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1000)
  return () => clearInterval(timer)
}
