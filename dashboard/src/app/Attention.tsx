import { Link, useRouterState } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { unclaimedEmergencies } from '../pages/queue/order.ts'
import styles from './Attention.module.css'
import { type Bell, createBell } from './bell.ts'
import { lastingText } from './clock.ts'
import { useLive, useNow } from './LiveProvider.tsx'
import { isRung, seesAlerts, useMe } from './session.ts'

const ringEveryMs = 2_400
const BellOf = createContext<Bell | null>(null)

/** Wherever an operator is in the application: an unclaimed emergency is heard, said, counted and one click away. */
export function Attention({ children }: { children: ReactNode }) {
  const me = useMe()
  const [bell] = useState(() => (isRung(me.role) ? createBell() : null))
  return (
    <BellOf value={bell}>
      {seesAlerts(me.role) && me.role !== 'family' && <Emergencies bell={bell} />}
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

function Emergencies({ bell }: { bell: Bell | null }) {
  const { t, i18n } = useTranslation(['queue', 'shell', 'domain'])
  const { alerts } = useLive()
  const emergencies = useMemo(() => unclaimedEmergencies(alerts), [alerts])
  const count = emergencies.length
  const newest = emergencies.at(-1)
  const onQueue = useRouterState({ select: (state) => state.location.pathname.startsWith('/queue') })

  useEffect(() => {
    const name = i18n.t('shell:brand')
    document.title = count > 0 ? `(${count}) ${i18n.t('queue:attention.emergencies', { count })} · ${name}` : name
    return () => {
      document.title = name
    }
  }, [count, i18n])

  useEffect(() => {
    if (bell === null || count === 0) return
    bell.ring()
    const timer = setInterval(() => bell.ring(), ringEveryMs)
    return () => clearInterval(timer)
  }, [bell, count])

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

  return (
    <>
      <div className={styles.spoken} aria-live="assertive">
        {newest &&
          t('attention.new', {
            kind: t(`domain:kind.${newest.kind}`),
            name: newest.resident?.name ?? newest.areaName,
          })}
      </div>
      {!onQueue && emergencies[0] && (
        <div className={styles.strip}>
          <strong>{t('attention.emergencies', { count })}</strong>
          <Waited since={Date.parse(emergencies[0].receivedAt)} />
          <Link to="/queue">{t('attention.go')}</Link>
        </div>
      )}
    </>
  )
}

function Waited({ since }: { since: number }) {
  const now = useNow()
  return <span aria-live="off">{lastingText(now - since)}</span>
}
