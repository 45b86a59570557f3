import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { useTimes } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { useTimeline } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { atLocalHour } from '../../charts/localTime.ts'
import styles from './family.module.css'
import { storyOf } from './tell.ts'
import { useWords } from './useWords.ts'

/** The day's story, the latest first; new sentences come by themselves. */
export function Today({ resident }: { resident: Resident }) {
  const { t } = useTranslation('family')
  const times = useTimes()
  const say = useWords(resident.name)
  const { timezone } = useMe().area
  const midnight = atLocalHour(useNow(), 0, 0, timezone)
  const timeline = useTimeline('resident', resident.id)
  const story = storyOf(timeline.data ?? [], midnight).toReversed()
  if (timeline.isError) return null
  return (
    <section className={styles.section}>
      <h2>{t('today')}</h2>
      {timeline.isSuccess && story.length === 0 && <p className={styles.none}>{t('todayNothing')}</p>}
      <ol className={styles.story} aria-live="polite">
        {story.map(({ entry, told }) => (
          <li key={entry.seq} data-end={told.say === 'outcome'}>
            <time dateTime={entry.at}>{times.minute(entry.at)}</time>
            <span>{say(told, entry)}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
