import { useTranslation } from 'react-i18next'
import type { QuarantinedMessage } from '../../../../../server/contract/devices.ts'
import { useTimes } from '../../../app/clock.ts'
import styles from '../admin.module.css'
import { ListFrame } from '../list/ListFrame.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { useList } from '../list/useList.ts'

/** What devices said that nobody could read, and why. */
export function QuarantineSection() {
  const { t } = useTranslation('admin')
  const list = useList<QuarantinedMessage>('quarantine', '/quarantine')
  return (
    <>
      <SectionHead title={t('quarantine.title')} hint={t('quarantine.hint')} />
      <ListFrame list={list} empty={{ title: t('quarantine.emptyTitle'), hint: t('quarantine.emptyHint') }}>
        {(messages) => (
          <ul className={styles.messages}>
            {messages.map((message) => (
              <Message key={message.id} message={message} />
            ))}
          </ul>
        )}
      </ListFrame>
    </>
  )
}

const codes = [
  'topic_unknown',
  'topic_forbidden',
  'too_large',
  'not_utf8',
  'not_json',
  'invalid_payload',
  'time_out_of_range',
] as const

function Message({ message }: { message: QuarantinedMessage }) {
  const { t } = useTranslation('admin')
  const times = useTimes()
  const code = codes.find((known) => known === message.code)
  return (
    <li>
      <details>
        <summary>
          <strong>{code ? t(`quarantine.code.${code}`) : message.code}</strong>
          <span className={styles.messageFrom}>
            {t('quarantine.from', { device: message.deviceId ?? t('quarantine.unknown') })}
          </span>
          <span className={styles.messageWhen}>
            {message.times > 1 && <b>{t('quarantine.times', { count: message.times })}</b>}
            {t('quarantine.lastAt', { time: times.dayAndMinute(message.lastAt) })}
          </span>
          <span className={styles.messageReason}>{message.reason}</span>
        </summary>
        <p className={styles.messageTopic}>
          <code>{message.topic}</code>
          <span>{t('quarantine.size', { size: message.size })}</span>
        </p>
        <h3>{t(message.encoding === 'utf8' ? 'quarantine.payload' : 'quarantine.base64')}</h3>
        <pre>{message.payload}</pre>
      </details>
    </li>
  )
}
