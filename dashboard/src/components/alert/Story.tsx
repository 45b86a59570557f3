import { useTranslation } from 'react-i18next'
import { useTimeline } from '../../app/queries.ts'
import { Timeline } from '../Timeline.tsx'
import { Block } from './Block.tsx'

/** The alert's timeline, growing as things happen. */
export function Story({ alertId }: { alertId: string }) {
  const { t } = useTranslation('alert')
  const { data } = useTimeline('alert', alertId)
  return <Block title={t('story')}>{data?.length === 0 ? t('storyEmpty') : <Timeline entries={data ?? []} />}</Block>
}
