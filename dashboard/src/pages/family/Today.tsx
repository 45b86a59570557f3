import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { isHidden } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useTimeline } from '../../app/queries.ts'
import styles from './family.module.css'
import { storyOf } from './tell.ts'
import { useMidnight } from './useMidnight.ts'
import { useWords } from './useWords.ts'

/** So many sentences are on a phone's screen at once. */
const atFirst = 8

/** The day's story, the latest first; new sentences come by themselves. */
export function Today({ resident }: { resident: Resident }) {
  const { t } = useTranslation('family')
  const times = useTimes()
  const say = useWords(resident.name)
  const [whole, setWhole] = useState(false)
  const midnight = useMidnight()
  const timeline = useTimeline('resident', resident.id)
  const story = storyOf(timeline.data ?? [], midnight).toReversed()
  if (isHidden(timeline.error) || (timeline.isError && timeline.data === undefined)) return null
  return (
    <section className={styles.section}>
      <h2>{t('today')}</h2>
      {timeline.data !== undefined && story.length === 0 && <p className={styles.none}>{t('todayNothing')}</p>}
      <ol className={styles.story} aria-live="polite">
        {(whole ? story : story.slice(0, atFirst)).map(({ entry, told }) => (
          <li key={entry.seq} data-end={told.say === 'outcome'}>
            <time dateTime={entry.at}>{times.minute(entry.at)}</time>
            <span>{say(told, entry)}</span>
          </li>
        ))}
      </ol>
      {!whole && story.length > atFirst && (
        <Button variant="default" size="sm" onClick={() => setWhole(true)}>
          {t('todayAll', { count: story.length })}
        </Button>
      )}
    </section>
  )
}
