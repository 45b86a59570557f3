import { ActionIcon, Button } from '@mantine/core'
import { IconArrowLeft, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { ageOf, useTimes } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { useResident } from '../../app/queries.ts'
import { takesOver, useMe, worksAlerts } from '../../app/session.ts'
import { Waiting } from '../../pages/queue/Waiting.tsx'
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
      <Others alert={alert} />
      <Take alert={alert} />
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

/** Whose it is, and the one thing to do about that. */
function Take({ alert }: { alert: Alert }) {
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
      if (alert.owner?.id === me.id) return null
      return (
        <div className={styles.held}>
          <span>{t('heldBy', { name: alert.owner?.name ?? '' })}</span>
          {takesOver(me.role) && (
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
