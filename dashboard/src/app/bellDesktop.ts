import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { Alert } from '../../../server/contract/alerts.ts'

/** Notices on the desktop, for the time in which nobody looks at this tab. */
export type DesktopPermission = 'granted' | 'denied' | 'default' | 'missing'

/** Of a crowd, the most urgent; the tab's title counts them all. */
const mostAtOnce = 5

const listeners = new Set<() => void>()
const ask = (): DesktopPermission => ('Notification' in window ? Notification.permission : 'missing')
/** Asking the browser takes milliseconds, and it is looked at with every event: asked when it may have changed. */
let known: DesktopPermission | null = null
const permission = (): DesktopPermission => {
  known ??= ask()
  return known
}
const askAnew = () => {
  known = ask()
  for (const listener of listeners) listener()
}

/** What the browser lets us do, and the question that it wants asked from a click. */
export function useDesktopPermission(): { permission: DesktopPermission; ask(): Promise<void> } {
  const now = useSyncExternalStore((listener) => {
    if (listeners.size === 0) window.addEventListener('focus', askAnew)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) window.removeEventListener('focus', askAnew)
    }
  }, permission)
  return {
    permission: now,
    async ask() {
      await Notification.requestPermission()
      askAnew()
    },
  }
}

/** One notice for each time an alert is raised while the tab is out of sight; it goes when nobody need be told any more. */
export function useDesktopNotices(
  ringing: readonly Alert[],
  say: (alert: Alert) => { title: string; body: string },
  open: (alertId: string) => void,
): void {
  const shown = useRef(new Map<string, { repeats: number; notice: Notification | null }>())
  const latest = useRef({ say, open })
  latest.current = { say, open }
  useEffect(() => {
    const known = shown.current
    const ids = new Set(ringing.map(({ id }) => id))
    for (const [id, { notice }] of known)
      if (!ids.has(id)) {
        notice?.close()
        known.delete(id)
      }
    const fresh = ringing.filter(({ id, repeats }) => known.get(id)?.repeats !== repeats)
    for (const { id, repeats } of fresh) {
      known.get(id)?.notice?.close()
      known.set(id, { repeats, notice: null })
    }
    if (!document.hidden || ask() !== 'granted') return
    for (const alert of fresh.slice(0, mostAtOnce)) {
      const { title, body } = latest.current.say(alert)
      const notice = new Notification(title, {
        body,
        // Of the same tag the browser would replace one without a sound.
        tag: `${alert.id} ${alert.repeats}`,
        requireInteraction: alert.priority === 1,
        icon: '/carebell.svg',
      })
      notice.onclick = () => {
        window.focus()
        latest.current.open(alert.id)
        notice.close()
      }
      known.set(alert.id, { repeats: alert.repeats, notice })
    }
  }, [ringing])
  useEffect(() => {
    const known = shown.current
    return () => {
      for (const { notice } of known.values()) notice?.close()
    }
  }, [])
}
