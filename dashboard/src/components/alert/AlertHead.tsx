import { ActionIcon, Button } from '@mantine/core'
import { IconArrowLeft, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { ageOf, useTimes } from '../../app/clock.ts'
import { useNow, useOthersLooking } from '../../app/LiveProvider.tsx'
import { useResident } from '../../app/queries.ts'
import { takesOver, useMe, worksAlerts } from '../../app/session.ts'
import { Waiting } from '../../pages/queue/Waiting.tsx'
import { Countdown } from '../escalation/Countdown.tsx'
import { useKeyed } from '../Key.tsx'
import { PhoneLink } from '../PhoneLink.tsx'
import { PriorityMark } from '../PriorityMark.tsx'
import styles from './AlertHead.module.css'
import { useAlertAction } from './actions.ts'
import { Others } from './Others.tsx'

export function AlertHead({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { t } = useTranslation(['alert', 'domain'])
  const { resident } = alert
  return (
    <header className={styles.head} data-priority={alert.priority} data-state={alert.state}>
      <div className={styles.top}>
        <ActionIcon className={styles.back} variant="subtle" aria-label={t('close')} onClick={onClose}>
          <IconArrowLeft size={20} stroke={1.8} />
        </ActionIcon>
        <PriorityMark priority={alert.priority} />
        <strong>{t(`domain:kind.${alert.kind}`)}</strong>
        <span className={styles.state}>{t(`domain:state.${alert.state}`)}</span>
        <span className={styles.waiting}>
          <Waiting alert={alert} />
        </span>
        <ActionIcon className={styles.close} variant="subtle" aria-label={t('close')} onClick={onClose}>
          <IconX size={18} stroke={1.8} />
        </ActionIcon>
      </div>
      <div className={styles.person}>
        <div>
          <h2>{resident === null ? alert.areaName : <PersonName alert={alert} />}</h2>
          <p>{[resident?.address, alert.device?.location].filter(Boolean).join(' · ')}</p>
        </div>
        {resident !== null &&
          (resident.phone === null ? (
            <span className={styles.noPhone}>{t('noPhone')}</span>
          ) : (
            <PhoneLink phone={resident.phone} label={t('callResident')} large />
          ))}
      </div>
      <Take alert={alert} />
      <Others alert={alert} />
    </header>
  )
}

function PersonName({ alert }: { alert: Alert }) {
  const { t } = useTranslation(['alert', 'domain'])
  const id = alert.resident?.id ?? ''
  const { data } = useResident(id)
  const now = useNow()
  const age = data ? ageOf(data.bornOn, now) : null
  const facts = data && [
    age !== null && t('age', { age }),
    data.sex !== null && t(`domain:sex.${data.sex}`),
    t(`domain:careLevel.${data.careLevel}`),
    data.livesAlone && t('livesAlone'),
    data.mode !== 'home' && t('mode', { mode: t(`domain:mode.${data.mode}`) }),
  ]
  return (
    <>
      <Link to="/residents/$residentId" params={{ residentId: id }} title={t('card')}>
        {alert.resident?.name}
      </Link>
      <span>{facts?.filter(Boolean).join(' · ')}</span>
    </>
  )
}

/** Whose it is, and the one thing to do about that, in a place of one height: what stands below stays where it is. */
function Take({ alert }: { alert: Alert }) {
  const works = worksAlerts(useMe().role)
  const [wasOpen] = useState(alert.state === 'open' && works)
  return (
    <div className={styles.take} data-open={wasOpen || (alert.state === 'open' && works) || undefined}>
      <Held alert={alert} />
      {alert.state === 'open' && (
        <div className={styles.next}>
          <Looking alert={alert} />
          <Countdown alert={alert} />
        </div>
      )}
    </div>
  )
}

/** Two operators never talk to the same person without knowing. */
function Looking({ alert }: { alert: Alert }) {
  const { t } = useTranslation('alert')
  const looking = useOthersLooking(alert.resident?.id ?? null)
  return (
    <span role="status" className={styles.looking}>
      {looking.length > 0 && t('alsoLooking', { names: looking.map(({ name }) => name).join(t('listed')) })}
    </span>
  )
}

function Held({ alert }: { alert: Alert }) {
  const { t } = useTranslation(['alert', 'domain', 'queue'])
  const me = useMe()
  const act = useAlertAction()
  const times = useTimes()
  const keyed = useKeyed()
  const claim = () => act.mutate({ id: alert.id, action: { do: 'claim' } })
  const takeOver = () => act.mutate({ id: alert.id, action: { do: 'take-over' } })
  switch (alert.state) {
    case 'open':
      return worksAlerts(me.role) ? (
        <Button size="lg" fullWidth {...keyed('C')} onClick={claim} disabled={act.isPending}>
          {t('claim')}
        </Button>
      ) : null
    case 'claimed':
      return (
        <div className={styles.held} data-mine={alert.owner?.id === me.id || undefined}>
          <span>
            {alert.owner?.id === me.id
              ? t('heldByYou', { time: times.minute(alert.claimedAt ?? alert.receivedAt) })
              : t('heldBy', { name: alert.owner?.name ?? '' })}
          </span>
          <Looking alert={alert} />
          {alert.owner?.id !== me.id && takesOver(me.role) && (
            <Button
              size="compact-md"
              variant="default"
              data-key="take-over"
              {...keyed('T')}
              onClick={takeOver}
              disabled={act.isPending}
            >
              {t('takeOver')}
            </Button>
          )}
        </div>
      )
    case 'resolved':
      return (
        <div className={styles.held}>
          <strong>
            {t('resolvedAs', { outcome: alert.outcome === null ? '' : t(`domain:outcome.${alert.outcome}`) })}
          </strong>
          <span>
            {[alert.owner?.name, alert.resolvedAt && times.dayAndMinute(alert.resolvedAt)].filter(Boolean).join(' · ')}
          </span>
          {alert.outcomeNote !== null && <p>{alert.outcomeNote}</p>}
        </div>
      )
  }
}
