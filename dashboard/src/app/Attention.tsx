import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../server/contract/alerts.ts'
import { useShifts } from '../pages/shifts/useShifts.ts'
import styles from './Attention.module.css'
import { type Bell, createBell, ringEveryMs } from './bell.ts'
import { useDesktopNotices } from './bellDesktop.ts'
import { useCalledUp } from './calledUp.ts'
import { lastingText } from './clock.ts'
import { type Hearing, heard, hearingOf, isNews, lastRaised, newsAt, type Rings, withAgain } from './hearing.ts'
import { useNow } from './LiveProvider.tsx'
import { useAgain, useRinging } from './Ringing.tsx'
import { isRung, seesAlerts, useMe } from './session.ts'

const BellOf = createContext<Bell | null>(null)

/** One bell for whoever is rung, above everything that rings it or says whether it would be heard. */
export function BellProvider({ children }: { children: ReactNode }) {
  const me = useMe()
  const [bell] = useState(() => (isRung(me.role) ? createBell() : null))
  return <BellOf value={bell}>{children}</BellOf>
}

/** Wherever an operator is in the application: an unclaimed alert is heard, said, counted and one click away. */
export function Attention() {
  const me = useMe()
  const bell = useContext(BellOf)
  if (!seesAlerts(me.role) || me.role === 'family') return null
  return <Ringing bell={bell} />
}

/** The bell and whether it can be heard; null for those who are not rung. */
export function useBell(): { bell: Bell; allowed: boolean } | null {
  const bell = useContext(BellOf)
  const allowed = useSyncExternalStore(
    (listener) => bell?.onChange(listener) ?? (() => {}),
    () => bell?.allowed() ?? false,
  )
  return bell && { bell, allowed }
}

function Ringing({ bell }: { bell: Bell | null }) {
  const { t } = useTranslation(['queue', 'shell', 'domain'])
  const unclaimed = useRinging()
  const hearing = useHearing()
  const { emergencies } = unclaimed
  const { unheard, unseen } = useAgain()
  const newest = useLater(emergencies.at(-1))
  const again = useLater(unseen.at(-1))
  const unheardEmergency = unheard.find(({ priority }) => priority === 1)
  // The queue and the wall show them larger than a strip could.
  const inSight = useRouterState({ select: ({ location }) => /^\/(queue|wall)/.test(location.pathname) })
  return (
    <>
      {bell !== null && hearing === 'everything' && <Rung bell={bell} rings={unclaimed} />}
      {bell !== null && hearing !== 'everything' && <RungInTheEnd bell={bell} hearing={hearing} />}
      <div className={styles.spoken} aria-live="assertive">
        {newest &&
          t('attention.new', {
            kind: t(`domain:kind.${newest.kind}`),
            name: newest.resident?.name ?? newest.areaName,
          })}
      </div>
      {(['assertive', 'polite'] as const).map((live) => (
        <div key={live} className={styles.spoken} aria-live={live}>
          {again &&
            again.priority <= 2 === (live === 'assertive') &&
            t('attention.again', {
              kind: t(`domain:kind.${again.kind}`),
              name: again.resident?.name ?? again.areaName,
              count: again.repeats,
            })}
        </div>
      ))}
      {!inSight && emergencies.length === 0 && unheardEmergency && (
        <div className={styles.strip} data-strip>
          <strong>
            {t('attention.yours', { name: unheardEmergency.resident?.name ?? unheardEmergency.areaName })}
          </strong>
          <Link to="/queue/$alertId" params={{ alertId: unheardEmergency.id }}>
            {t('attention.go')}
          </Link>
        </div>
      )}
      {!inSight && emergencies[0] && (
        <div className={styles.strip} data-strip>
          <strong>{t('attention.emergencies', { count: emergencies.length })}</strong>
          <Waited since={Date.parse(emergencies[0].receivedAt)} />
          <Link to="/queue">{t('attention.go')}</Link>
        </div>
      )}
    </>
  )
}

/** The last that was raised, and none once it is gone: one that was said before is no news when another is claimed. */
function useLater(last: Alert | undefined): Alert | undefined {
  const latest = useRef('')
  const before = latest.current
  latest.current = newsAt(before, last)
  return last !== undefined && isNews(last, before) ? last : undefined
}

/** What rings in this browser, by whom escalation means now. */
export function useHearing(): Hearing {
  const me = useMe()
  const { data } = useShifts()
  return hearingOf(me.role, data)
}

/** For who is off or away while others are there, and for a supervisor: looked at by the second. */
function RungInTheEnd({ bell, hearing }: { bell: Bell; hearing: Hearing }) {
  const unclaimed = useRinging()
  const now = useNow()
  const called = useCalledUp(hearing === 'from_their_step' ? unclaimed.emergencies : nothing, now)
  const rings = heard(unclaimed, hearing, called, now)
  const before = useRef(rings)
  // A second that changes nothing must not begin the sound anew.
  if (!same(before.current.emergencies, rings.emergencies)) before.current = rings
  return <Rung bell={bell} rings={before.current} />
}

const nothing: readonly Alert[] = []
const same = (some: readonly Alert[], others: readonly Alert[]) =>
  some.length === others.length && some.every((alert, at) => alert === others[at])

function Rung({ bell, rings }: { bell: Bell; rings: Rings }) {
  const { t } = useTranslation('domain')
  const navigate = useNavigate()
  const { unheard } = useAgain()
  const { emergencies, urgent } = useMemo(() => withAgain(rings, unheard), [rings, unheard])
  const all = useMemo(() => [...emergencies, ...urgent], [emergencies, urgent])
  useSound(bell, emergencies, urgent)
  useDesktopNotices(
    all,
    (alert) => ({
      title: `${t(`priority.p${alert.priority}`)} · ${t(`kind.${alert.kind}`)}`,
      body: [alert.resident?.name, alert.resident?.address ?? alert.areaName].filter(Boolean).join(' · '),
    }),
    (alertId) => void navigate({ to: '/queue/$alertId', params: { alertId } }),
  )
  return null
}

/** By priority, again and again until somebody has claimed it, or its owner looks; at once when one more is raised. */
function useSound(bell: Bell, emergencies: readonly Alert[], urgent: readonly Alert[]): void {
  const sound = emergencies.length > 0 ? 'emergency' : urgent.length > 0 ? 'urgent' : null
  const last = lastRaised(sound === 'emergency' ? emergencies : urgent)
  useEffect(() => {
    if (sound === null) return
    bell.ring(sound)
    const timer = setInterval(() => bell.ring(sound), ringEveryMs[sound])
    return () => clearInterval(timer)
  }, [bell, sound, last])

  // Any click or key is what the browser waits for.
  useEffect(() => {
    const allow = () => void bell.allow()
    window.addEventListener('pointerdown', allow)
    window.addEventListener('keydown', allow)
    return () => {
      window.removeEventListener('pointerdown', allow)
      window.removeEventListener('keydown', allow)
    }
  }, [bell])
}

function Waited({ since }: { since: number }) {
  const now = useNow()
  return <span aria-live="off">{lastingText(now - since)}</span>
}
