import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { useTimes } from '../../app/clock.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { isCurrent } from '../../app/live.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import styles from './family.module.css'
import { type Situation, stagesOf } from './situation.ts'

const stages = ['heard', 'attended', 'coming', 'there'] as const

/** The answer to "is everything all right?", in one sentence. */
export function Now({ resident, situation }: { resident: Resident; situation: Situation }) {
  const { t } = useTranslation('family')
  const times = useTimes()
  const live = useLive()
  const words = useSentence(resident, situation)
  const done = stagesOf(situation)
  if (!live.loaded)
    return (
      <section className={styles.now}>
        <h1>{resident.name}</h1>
        <p role="status">{t('loading')}</p>
      </section>
    )
  return (
    <section className={styles.now}>
      {'alert' in situation && situation.alert && situation.alert.priority < 4 && (
        <PriorityMark priority={situation.alert.priority} />
      )}
      <div role="status">
        <h1>{words.title}</h1>
        <p>
          {words.hint}
          {'since' in situation && (
            <span className={styles.since}>{t('since', { time: times.minute(situation.since) })}</span>
          )}
          {!isCurrent(live.connection) && live.currentAt !== null && (
            <span className={styles.since}>{t('asOf', { time: times.minute(live.currentAt) })}</span>
          )}
        </p>
      </div>
      {done > 0 && (
        <ol className={styles.stages}>
          {stages.map((name, i) => {
            const stage = t(`stages.${name}`)
            return (
              <li key={name} data-reached={i < done} aria-label={t(i < done ? 'stageDone' : 'stageOpen', { stage })}>
                {stage}
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}

function useSentence(resident: Resident, situation: Situation): { title: string; hint: string } {
  const { t } = useTranslation(['family', 'domain'])
  const times = useTimes()
  const alert = 'alert' in situation ? situation.alert : null
  const filled = {
    name: resident.name,
    who: 'who' in situation && situation.who ? situation.who : t('somebody'),
    kind: alert ? t(`domain:kind.${alert.kind}`) : '',
    mode: t(`domain:mode.${resident.mode}`),
    until: resident.modeUntil ? times.dayAndMinute(resident.modeUntil) : '',
  }
  const is = situation.is === 'fine' && resident.mode !== 'home' ? 'away' : situation.is
  return { title: t(`${is}.title`, filled), hint: t(`${is}.hint`, filled) }
}
