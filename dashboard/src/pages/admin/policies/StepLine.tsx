import { useTranslation } from 'react-i18next'
import type { PolicyStep } from '../../../../../server/contract/policies.ts'
import { spanText } from './span.ts'

/** One step in words: when, whom, and how. */
export function StepLine({ step: { afterSeconds, tell } }: { step: PolicyStep }) {
  const { t, i18n } = useTranslation(['policies', 'timeline'])
  return (
    <li>
      <b>{afterSeconds === 0 ? t('atOnce') : t('after', { time: spanText(afterSeconds, i18n.language) })}</b>
      <span>
        {tell.map(({ whom, channels }) => (
          <span key={whom}>
            {t(`timeline:told.${whom}`)}{' '}
            <small>{channels.map((channel) => t(`channel.${channel}`)).join(t('timeline:listed'))}</small>
          </span>
        ))}
      </span>
    </li>
  )
}
