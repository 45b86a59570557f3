import { useTranslation } from 'react-i18next'
import { useTimes } from '../../app/clock.ts'
import { useTimeline } from '../../app/queries.ts'
import { Timeline } from '../Timeline.tsx'
import { Block } from './Block.tsx'

/** The alert's timeline, growing as things happen. */
export function Story({ alertId }: { alertId: string }) {
  const { t } = useTranslation('alert')
  const { data } = useTimeline('alert', alertId)
  const times = useTimes()
  const entries = data ?? []
  const [first, last] = [entries[0], entries.at(-1)]
  const overDays = first !== undefined && last !== undefined && times.day(first.at) !== times.day(last.at)
  return (
    <Block title={t('story')}>
      {data?.length === 0 ? t('storyEmpty') : <Timeline entries={entries} days={overDays} />}
    </Block>
  )
}
