import type { TimelineEntry } from '../../../server/contract/alerts.ts'
import { useTimes } from '../app/clock.ts'
import { useStory } from '../app/story.ts'
import { chapters } from './chapters.ts'
import styles from './Timeline.module.css'

/** What happened, newest first, in sentences. */
export function Timeline({ entries, days = false }: { entries: readonly TimelineEntry[]; days?: boolean }) {
  const story = useStory()
  const times = useTimes()
  return (
    <ol className={styles.timeline}>
      {chapters(entries)
        .toReversed()
        .map((entry) => {
          const { text, detail } = story(entry)
          return (
            <li key={entry.seq} data-weight={weightOf(entry)}>
              <time dateTime={entry.at}>{days ? times.dayAndMinute(entry.at) : times.clock(entry.at)}</time>
              <div>
                <p>{text}</p>
                {detail !== null && <p className={styles.detail}>{detail}</p>}
              </div>
            </li>
          )
        })}
    </ol>
  )
}

/** What people and the alert itself do carries the story; notices and commands accompany it. */
function weightOf({ type }: TimelineEntry): 'main' | 'side' {
  return type.startsWith('notice.') || type.startsWith('command.') || type.startsWith('device.') ? 'side' : 'main'
}
