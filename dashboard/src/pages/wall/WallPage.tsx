import { IconMaximize, IconMinimize, IconMoon, IconSun } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Wall } from '../../../../server/contract/kpi.ts'
import { api } from '../../app/api.ts'
import { ConnectionBanner, ConnectionMark } from '../../app/Connection.tsx'
import { useTimes } from '../../app/clock.ts'
import { useLive, useNow } from '../../app/LiveProvider.tsx'
import { useMe } from '../../app/session.ts'
import { Answered } from './Answered.tsx'
import { BehindPanel, type Shown } from './BehindPanel.tsx'
import { Devices, Outages, People, Tickets } from './Here.tsx'
import { Priorities } from './Priorities.tsx'
import { byPriority, byState } from './standing.ts'
import styles from './wall.module.css'

/** A figure that moves with the clock (sixty seconds pass with nothing said) is asked for again after this. */
const againMs = 10_000
/** However much happens, the figures are asked for at most this often. */
const atMostEveryMs = 1_000
const keptAs = 'carebell-wall-bright'

/** For the big screen: what is open, how well it is answered, who is there. */
export default function WallPage() {
  const { t } = useTranslation('wall')
  const live = useLive()
  const me = useMe()
  const wall = useWall(live)
  const element = useRef<HTMLDivElement>(null)
  const full = useFullScreen(element)
  const [bright, setBright] = useState(() => localStorage.getItem(keptAs) === 'true')
  const [shown, setShown] = useState<Shown | null>(null)
  const alerts = byPriority(live.alerts)
  const tickets = byState(live.tickets)
  const flip = () => {
    localStorage.setItem(keptAs, String(!bright))
    setBright(!bright)
  }
  return (
    <div ref={element} className={styles.wall} data-night={bright ? undefined : true} data-bright={bright || undefined}>
      {full && <ConnectionBanner />}
      <header className={styles.head}>
        <h1>{me.area.name}</h1>
        <Clock />
        <div className={styles.tools}>
          {full && <ConnectionMark />}
          <button type="button" onClick={flip} aria-label={t(bright ? 'night' : 'bright')}>
            {bright ? <IconMoon aria-hidden /> : <IconSun aria-hidden />}
          </button>
          <button
            type="button"
            onClick={() => void (full ? document.exitFullscreen() : element.current?.requestFullscreen())}
            aria-label={t(full ? 'leaveFull' : 'full')}
          >
            {full ? <IconMinimize aria-hidden /> : <IconMaximize aria-hidden />}
          </button>
        </div>
      </header>
      <Priorities alerts={alerts} onShow={setShown} />
      <Answered wall={wall.data} stale={wall.isError} />
      <div className={styles.here}>
        <People wall={wall.data} live={live} onShow={setShown} />
        <Tickets tickets={tickets} onShow={setShown} />
        <Outages incidents={live.incidents} bright={bright} />
        <Devices wall={wall.data} />
      </div>
      {shown !== null && <BehindPanel shown={shown} onClose={() => setShown(null)} />}
    </div>
  )
}

/** The figures, asked for again whenever something happened; never broken off, however much does. */
function useWall({ alerts, tickets }: { alerts: object; tickets: object }) {
  const wall = useQuery({ queryKey: ['wall'], queryFn: () => api.get<Wall>('/wall'), refetchInterval: againMs })
  const refetch = wall.refetch
  const asking = useRef(false)
  const happened = useRef(false)
  // What changed is the reason to ask, not what is asked.
  useEffect(() => {
    happened.current = true
    if (asking.current) return
    asking.current = true
    const ask = async () => {
      while (happened.current) {
        happened.current = false
        await refetch({ cancelRefetch: false })
        await new Promise((resolve) => setTimeout(resolve, atMostEveryMs))
      }
      asking.current = false
    }
    void ask()
  }, [alerts, tickets, refetch])
  return wall
}

function Clock() {
  const times = useTimes()
  return <time className={styles.clock}>{times.clock(useNow())}</time>
}

function useFullScreen(element: { current: HTMLElement | null }): boolean {
  return useSyncExternalStore(
    (changed) => {
      document.addEventListener('fullscreenchange', changed)
      return () => document.removeEventListener('fullscreenchange', changed)
    },
    () => element.current !== null && document.fullscreenElement === element.current,
  )
}
