import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Alert, TimelineEntry } from '../../../../server/contract/alerts.ts'
import { useTimes } from '../../app/clock.ts'
import { useKeyed } from '../Key.tsx'
import { useAlertAction } from './actions.ts'
import styles from './TellAll.module.css'

type Props = { alert: Alert; story: readonly TimelineEntry[]; inHand: boolean }

/** Everybody who may be told is told at once, by mail or the centre's own channel; what became of it is in the story. */
export function TellAll({ alert, story, inHand }: Props) {
  const { t } = useTranslation('alert')
  const times = useTimes()
  const act = useAlertAction()
  const keyed = useKeyed()
  const last = story.findLast(({ type, data }) => type === 'notice.queued' && data.asked === true)
  return (
    <div className={styles.tell}>
      <Button
        size="compact-sm"
        variant="default"
        data-key="tell"
        disabled={!inHand || act.isPending}
        onClick={() => act.mutate({ id: alert.id, action: { do: 'tell', whom: 'all_contacts' } })}
        {...keyed('F')}
      >
        {t('tellAll')}
      </Button>
      <span role="status">{last !== undefined && t('toldAt', { time: times.minute(last.at) })}</span>
    </div>
  )
}
