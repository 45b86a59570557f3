import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { useTimes } from '../../app/clock.ts'
import { stagesDone } from './steps.ts'
import styles from './worker.module.css'

/** How far along the way, with the time of each stage. */
export function Stages({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('worker')
  const times = useTimes()
  const reached = stagesDone(ticket.state)
  const stages = [
    { name: 'accepted', at: ticket.acceptedAt },
    { name: 'travelling', at: ticket.travellingAt },
    { name: 'arrived', at: ticket.arrivedAt },
    { name: 'done', at: ticket.doneAt },
  ] as const
  return (
    <ol className={styles.stages}>
      {stages.map(({ name, at }, i) => {
        const stage = t(`stage.${name}`)
        const said = at ? t('stageDone', { stage, time: times.minute(at) }) : t('stageOpen', { stage })
        return (
          <li key={name} data-reached={at !== null || i < reached} aria-label={said}>
            <span>{stage}</span>
            <time>{at ? times.minute(at) : ''}</time>
          </li>
        )
      })}
    </ol>
  )
}
