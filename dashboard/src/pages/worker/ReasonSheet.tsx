import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Doubt } from './place.ts'
import { Sheet } from './Sheet.tsx'
import { Suggestions } from './Suggestions.tsx'
import styles from './worker.module.css'

export type About = { is: 'decline' } | { is: 'fail' } | { is: 'doubt'; doubt: Doubt }
type Props = {
  about: About | null
  busy: boolean
  problem: string | null
  onClose: () => void
  onSend: (reason: string) => void
}

/** Asks for a reason: one tap for the usual ones, words for the rest. */
export function ReasonSheet({ about, ...rest }: Props) {
  const texts = useTexts(about)
  return (
    <Sheet title={texts?.title ?? ''} open={about !== null} onClose={rest.onClose}>
      {texts && <ReasonForm key={about?.is} texts={texts} {...rest} />}
    </Sheet>
  )
}

type Texts = { title: string; hint: string; reasons: readonly string[]; send: string }

function ReasonForm({ texts, busy, problem, onSend }: Omit<Props, 'about' | 'onClose'> & { texts: Texts }) {
  const { t } = useTranslation('worker')
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const missing = asked && reason.trim() === ''
  const send = () => {
    setAsked(true)
    if (reason.trim() !== '' && !busy) onSend(reason.trim())
  }
  return (
    <div className={styles.form}>
      <p className={styles.quiet}>{texts.hint}</p>
      <Suggestions of={texts.reasons} chosen={reason} onChoose={setReason} />
      <Textarea
        label={t('reason')}
        size="md"
        autosize
        minRows={2}
        maxLength={2000}
        value={reason}
        error={missing && t('reasonMissing')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <Button className={styles.primary} aria-busy={busy} onClick={send}>
        {busy ? t('sending') : texts.send}
      </Button>
    </div>
  )
}

function useTexts(about: About | null): Texts | null {
  const { t } = useTranslation('worker')
  if (about === null) return null
  switch (about.is) {
    case 'decline':
      return {
        title: t('declineTitle'),
        hint: t('declineHint'),
        reasons: [
          t('declineReasons.busy'),
          t('declineReasons.far'),
          t('declineReasons.off'),
          t('declineReasons.unwell'),
        ],
        send: t('declineSend'),
      }
    case 'fail':
      return {
        title: t('failTitle'),
        hint: t('failHint'),
        reasons: [t('failReasons.noAnswer'), t('failReasons.refused'), t('failReasons.moved'), t('failReasons.help')],
        send: t('failSend'),
      }
    case 'doubt': {
      const { doubt } = about
      const distance = doubt.why === 'far' ? distanceText(doubt.metres, t) : ''
      return {
        title: doubt.why === 'far' ? t('arriveFar', { distance }) : t('arriveNoPlace'),
        hint: t('arriveHint'),
        reasons:
          doubt.why === 'far'
            ? [t('arriveReasons.indoors'), t('arriveReasons.wrong'), t('arriveReasons.meeting')]
            : [t('arriveReasons.noSignal'), t('arriveReasons.indoors')],
        send: t('arriveSend'),
      }
    }
  }
}

const distanceText = (metres: number, t: ReturnType<typeof useTranslation<'worker'>>['t']): string =>
  metres < 1000
    ? t('metres', { metres: Math.round(metres / 10) * 10 })
    : t('kilometres', { kilometres: (metres / 1000).toFixed(1) })
