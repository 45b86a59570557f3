import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { HealthSeen } from '../../../../server/contract/documents.ts'
import type { Resident } from '../../../../server/contract/people.ts'
import { useTimes } from '../../app/clock.ts'
import { lookAtHealth } from '../../app/health.ts'
import { allOf } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import { seesHealth, seesHealthUnclaimed, useMe } from '../../app/session.ts'
import { Block } from '../../components/alert/Block.tsx'
import styles from './HealthDetails.module.css'

type Health = Pick<HealthSeen, 'conditions' | 'medication'>

/** What somebody suffers from and takes, behind one click that the hub records. Leaving the page hides it again. */
export function HealthDetails({ resident }: { resident: Resident }) {
  const { t } = useTranslation('residents')
  const me = useMe()
  const say = useProblemText()
  const times = useTimes()
  const { alerts } = useLive()
  const look = useMutation({ mutationFn: () => lookAtHealth(resident.id) })
  const inHand = allOf(alerts).some(
    (alert) => alert.resident?.id === resident.id && alert.owner?.id === me.id && alert.state === 'claimed',
  )
  const { conditions, medication } = resident
  if (!seesHealth(me.role)) return null
  // A family the resident agreed to share it with.
  if (conditions !== null && medication !== null)
    return (
      <Block title={t('health.title')}>
        <Details health={{ conditions, medication }} />
      </Block>
    )
  if (me.role === 'family') return null
  const may = inHand || seesHealthUnclaimed(me.role)
  return (
    <Block
      title={t('health.title')}
      aside={
        <span>{look.data ? t('health.seen', { time: times.minute(look.data.seenAt) }) : t('health.recorded')}</span>
      }
    >
      {look.data && <Details health={look.data} />}
      <Button
        size="compact-sm"
        variant="default"
        disabled={!may}
        onClick={() => {
          if (look.data) look.reset()
          else if (!look.isPending) look.mutate()
        }}
      >
        {look.data ? t('health.hide') : t(may ? 'health.show' : 'health.afterClaim')}
      </Button>
      {look.isError && <p role="alert">{say(look.error)}</p>}
    </Block>
  )
}

function Details({ health: { conditions, medication } }: { health: Health }) {
  const { t } = useTranslation(['residents', 'alert'])
  if (conditions.length === 0 && medication.length === 0) return <p className={styles.none}>{t('health.none')}</p>
  return (
    <dl className={styles.details}>
      {conditions.length > 0 && (
        <div>
          <dt>{t('alert:conditions')}</dt>
          {conditions.map((condition) => (
            <dd key={condition}>{condition}</dd>
          ))}
        </div>
      )}
      {medication.length > 0 && (
        <div>
          <dt>{t('record.medication')}</dt>
          {medication.map(({ at, what }) => (
            <dd key={`${at} ${what}`}>
              {at} {what}
            </dd>
          ))}
        </div>
      )}
    </dl>
  )
}
