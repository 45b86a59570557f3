import { Button } from '@mantine/core'
import { IconCheck, IconCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../../server/contract/alerts.ts'
import type { Page } from '../../../../../server/contract/common.ts'
import type { Device, StoredEvent } from '../../../../../server/contract/devices.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useNow } from '../../../app/LiveProvider.tsx'
import styles from '../admin.module.css'

/** What the hub hears of a device from now on, as it hears it: whoever mounts it presses, and sees it here. */
export function FirstTest({ device, onDone }: { device: Device; onDone: () => void }) {
  const { t } = useTranslation(['manage', 'domain'])
  const times = useTimes()
  const now = useNow()
  const [since] = useState(now)
  // Live events of a device make everything below `devices` fresh.
  const path = `/devices/${encodeURIComponent(device.id)}`
  const current = useQuery({
    queryKey: ['devices', 'one', device.id],
    queryFn: () => api.get<Device>(path),
    // A device that connects for the first time is no event yet.
    refetchInterval: ({ state }) => (state.data?.online === true ? false : 1_000),
  })
  const events = useQuery({
    queryKey: ['devices', 'events', device.id],
    queryFn: () => api.get<Page<StoredEvent>>(`${path}/events`, { limit: 10 }),
  })
  const isNew = ({ receivedAt }: StoredEvent) => Date.parse(receivedAt) >= since - 2_000
  const test = events.data?.items.find((event) => event.type === 'test' && isNew(event))
  const call = events.data?.items.find((event) => (event.type === 'call' || event.type === 'fall') && isNew(event))
  const online = current.data?.online === true
  return (
    <section className={styles.firstTest} aria-label={t('test.title')}>
      <h2>{t('test.title')}</h2>
      <ol>
        <Step done={online} text={t(online ? 'test.connected' : 'test.connect')} />
        <Step
          done={test !== undefined || call !== undefined}
          text={test ? t('test.heard', { time: times.clock(test.receivedAt) }) : t(`test.press.${pressOf(device)}`)}
        />
      </ol>
      {call && <RealCall deviceId={device.id} />}
      <div aria-live="polite" className={styles.quietly}>
        {test && t('test.works')}
      </div>
      <Button variant={test || call ? 'filled' : 'default'} onClick={onDone}>
        {t(test || call ? 'test.done' : 'test.later')}
      </Button>
    </section>
  )
}

const pressOf = ({ kind }: Device): 'button' | 'other' => (kind === 'call_button' ? 'button' : 'other')

function Step({ done, text }: { done: boolean; text: string }) {
  const Icon = done ? IconCheck : IconCircle
  return (
    <li data-done={done || undefined}>
      <Icon size={20} stroke={1.8} aria-hidden />
      {text}
    </li>
  )
}

/** Pressed for real: that is an emergency to everybody else, and somebody has to say that it was a test. */
function RealCall({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation('manage')
  const alerts = useQuery({
    queryKey: ['devices', 'alert', deviceId],
    queryFn: () => api.get<Page<Alert>>('/alerts', { state: 'open', priority: 1, limit: 50 }),
  })
  const alert = alerts.data?.items.find(({ device }) => device?.id === deviceId)
  return (
    <p className={styles.problem} role="alert">
      {t('test.realCall')}{' '}
      {alert && (
        <Link to="/queue/$alertId" params={{ alertId: alert.id }}>
          {t('test.openAlert')}
        </Link>
      )}
    </p>
  )
}
