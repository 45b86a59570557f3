import { Skeleton } from '@mantine/core'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import { isHidden } from '../../app/api.ts'
import { knownBy } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useAlert } from '../../app/queries.ts'
import { useAgain } from '../../app/Ringing.tsx'
import { takesOver, useMe, worksAlerts } from '../../app/session.ts'
import { Empty } from '../Empty.tsx'
import { Unanswered } from '../Unanswered.tsx'
import { AlertHead } from './AlertHead.tsx'
import styles from './AlertPanel.module.css'
import { Calls } from './Calls.tsx'
import { Dispatch } from './Dispatch.tsx'
import { Finish, FinishAhead, LeftOver } from './Finish.tsx'
import { Happened } from './Happened.tsx'
import { useInPlace, useKeepsPlaces } from './inPlace.ts'
import { KeySafe } from './KeySafe.tsx'
import { Steps } from './Steps.tsx'
import { Story } from './Story.tsx'

const Correct = lazy(() => import('./Correct.tsx'))

/** One alert from the press to its outcome: who, why, whom to call, whom to send, and how it ended. */
export function AlertPanel({ alertId, onClose }: { alertId: string; onClose: () => void }) {
  const { t } = useTranslation('alert')
  const live = knownBy(useLive().alerts, alertId)
  const asked = useAlert(alertId)
  const alert = live ?? (isHidden(asked.error) ? undefined : asked.data)
  if (alert === undefined)
    return asked.isError ? (
      isHidden(asked.error) ? (
        <Empty title={t('gone')} />
      ) : (
        <Unanswered error={asked.error} again={asked.refetch} />
      )
    ) : (
      <div className={styles.panel}>
        <Skeleton height={96} m={20} width="auto" />
      </div>
    )
  return <Panel key={alertId} alert={alert} onClose={onClose} />
}

function Panel({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const me = useMe()
  const works = worksAlerts(me.role)
  const mine = alert.owner?.id === me.id
  const inHand = works && mine && alert.state === 'claimed'
  const { resident } = alert
  const place = useInPlace(alert)
  const keepsPlaces = useKeepsPlaces(alert)
  const steps = <Steps alert={alert} inHand={inHand} />
  useHeard(alert)
  return (
    <article className={styles.panel}>
      <AlertHead alert={alert} onClose={onClose} />
      <div className={styles.body}>
        <div className={styles.column}>
          <Happened alert={alert} />
          {place.steps === 'above' && steps}
          {place.calls && (
            <>
              {resident && <Calls alert={alert} resident={resident} inHand={inHand} keepsPlaces={keepsPlaces} />}
              {resident && works && alert.state !== 'resolved' && (
                <KeySafe residentId={resident.id} claimed={alert.state === 'claimed'} />
              )}
              {place.steps === 'below' && steps}
            </>
          )}
        </div>
        <div className={styles.column}>
          {place.calls && (
            <>
              <Dispatch alert={alert} inHand={inHand} />
              <Story alertId={alert.id} />
            </>
          )}
        </div>
      </div>
      {inHand && <Finish alert={alert} />}
      {works && !inHand && <LeftOver alertId={alert.id} otherwise={keepsPlaces && <FinishAhead />} />}
      {alert.state === 'resolved' && works && (mine || takesOver(me.role)) && (
        <Suspense>
          <Correct alert={alert} />
        </Suspense>
      )}
    </article>
  )
}

/** What was raised again is quiet once its owner has it before them. */
function useHeard(alert: Alert): void {
  const { unheard, hear } = useAgain()
  const isUnheard = unheard.some(({ id }) => id === alert.id)
  useEffect(() => {
    if (!isUnheard) return
    const look = () => {
      if (!document.hidden) hear(alert)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [isUnheard, alert, hear])
}
