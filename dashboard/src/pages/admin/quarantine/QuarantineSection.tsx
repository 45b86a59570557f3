import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { QuarantinedMessage } from '../../../../../server/contract/devices.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import styles from '../admin.module.css'
import { ListFrame } from '../list/ListFrame.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { useList } from '../list/useList.ts'

/** What devices said that nobody could read, and why. */
export function QuarantineSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('admin')
  const list = useList<QuarantinedMessage>('quarantine', '/quarantine')
  return (
    <>
      <SectionHead title={t('quarantine.title')} hint={t('quarantine.hint')} />
      <ListFrame list={list} empty={{ title: t('quarantine.emptyTitle'), hint: t('quarantine.emptyHint') }}>
        {(messages) => (
          <ul className={styles.messages}>
            {messages.map((message) => (
              <Message key={message.id} message={message} mayChange={mayChange} />
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
  'partly_read',
] as const

function Message({ message, mayChange }: { message: QuarantinedMessage; mayChange: boolean }) {
  const { t } = useTranslation(['admin', 'manage'])
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
          <span className={styles.messageReason}>{code ? t(`manage:quarantine.meaning.${code}`) : message.reason}</span>
        </summary>
        <p className={styles.messageTopic}>
          <code>{message.topic}</code>
          <span>{t('quarantine.size', { size: message.size })}</span>
        </p>
        <h3>{t('manage:quarantine.exactly')}</h3>
        <p className={styles.messageExact} lang="en">
          {message.reason}
        </p>
        <h3>{t(message.encoding === 'utf8' ? 'quarantine.payload' : 'quarantine.base64')}</h3>
        <pre>{message.payload}</pre>
        {mayChange && message.deviceId && <ReadAgain message={message} />}
      </details>
    </li>
  )
}

/** After an update of the hub, or of what it knows of this device, it may be understood. */
function ReadAgain({ message }: { message: QuarantinedMessage }) {
  const { t } = useTranslation('manage')
  const say = useProblemText()
  const queries = useQueryClient()
  const again = useMutation({
    mutationFn: () => api.post(`/quarantine/${message.id}/retry`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['quarantine'] }),
  })
  return (
    <div className={styles.messageActions}>
      <Button variant="default" size="sm" loading={again.isPending} onClick={() => again.mutate()}>
        {t('quarantine.again')}
      </Button>
      {again.isError && (
        <p className={styles.hint} role="alert">
          {t('quarantine.still')} {say(again.error)}
        </p>
      )}
    </div>
  )
}
