import { Link, useNavigate, useRouterState } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../server/contract/alerts.ts'
import { ringing } from '../pages/queue/order.ts'
import styles from './Attention.module.css'
import { type Bell, createBell, ringEveryMs } from './bell.ts'
import { useDesktopNotices } from './bellDesktop.ts'
import { lastingText } from './clock.ts'
import { useLive, useMinute, useNow } from './LiveProvider.tsx'
import { isRung, seesAlerts, useMe } from './session.ts'

const BellOf = createContext<Bell | null>(null)

/** Wherever an operator is in the application: an unclaimed alert is heard, said, counted and one click away. */
export function Attention({ children }: { children: ReactNode }) {
  const me = useMe()
  const [bell] = useState(() => (isRung(me.role) ? createBell() : null))
  return (
    <BellOf value={bell}>
      {seesAlerts(me.role) && me.role !== 'family' && <Ringing bell={bell} />}
      {children}
    </BellOf>
  )
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
  const { t, i18n } = useTranslation(['queue', 'shell', 'domain'])
  const { alerts } = useLive()
  const minute = useMinute()
  const { emergencies, urgent } = useMemo(() => ringing(alerts, minute), [alerts, minute])
  const navigate = useNavigate()
  const newest = emergencies.at(-1)
  const onQueue = useRouterState({ select: (state) => state.location.pathname.startsWith('/queue') })
  const all = useMemo(() => (bell === null ? [] : [...emergencies, ...urgent]), [bell, emergencies, urgent])
  const said = (alert: Alert) => t(`domain:kind.${alert.kind}`)

  useTitle(emergencies.length, urgent.length, i18n)
  useSound(bell, emergencies, urgent)
  useDesktopNotices(
    all,
    (alert) => ({
      title: `${t(`domain:priority.p${alert.priority}`)} · ${said(alert)}`,
      body: [alert.resident?.name, alert.resident?.address ?? alert.areaName].filter(Boolean).join(' · '),
    }),
    (alertId) => void navigate({ to: '/queue/$alertId', params: { alertId } }),
  )

  return (
    <>
      <div className={styles.spoken} aria-live="assertive">
        {newest && t('attention.new', { kind: said(newest), name: newest.resident?.name ?? newest.areaName })}
      </div>
      {!onQueue && emergencies[0] && (
        <div className={styles.strip}>
          <strong>{t('attention.emergencies', { count: emergencies.length })}</strong>
          <Waited since={Date.parse(emergencies[0].receivedAt)} />
          <Link to="/queue">{t('attention.go')}</Link>
        </div>
      )}
    </>
  )
}

/** The tab counts what has no owner: emergencies before anything else. */
function useTitle(emergencies: number, urgent: number, i18n: ReturnType<typeof useTranslation>['i18n']): void {
  useEffect(() => {
    const name = i18n.t('shell:brand')
    const count = emergencies > 0 ? emergencies : urgent
    const what = emergencies > 0 ? 'queue:attention.emergencies' : 'queue:attention.urgent'
    document.title = count > 0 ? `(${count}) ${i18n.t(what, { count })} · ${name}` : name
    return () => {
      document.title = name
    }
  }, [emergencies, urgent, i18n])
}

/** By priority, again and again until somebody has claimed it; at once when one more comes. */
function useSound(bell: Bell | null, emergencies: readonly Alert[], urgent: readonly Alert[]): void {
  const sound = emergencies.length > 0 ? 'emergency' : urgent.length > 0 ? 'urgent' : null
  // One more rings at once: it begins anew with every newest.
  const newest = (sound === 'emergency' ? emergencies : urgent).at(-1)?.id
  useEffect(() => {
    if (bell === null || sound === null) return
    bell.ring(sound)
    const timer = setInterval(() => bell.ring(sound), ringEveryMs[sound])
    return () => clearInterval(timer)
  }, [bell, sound, newest])

  // Any click or key is what the browser waits for.
  useEffect(() => {
    if (bell === null) return
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
