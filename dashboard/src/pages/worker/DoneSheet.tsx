import '@mantine/core/styles/SegmentedControl.layer.css'
import '@mantine/core/styles/FloatingIndicator.layer.css'
import { Button, SegmentedControl, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { ProofInput } from './ProofInput.tsx'
import { Sheet } from './Sheet.tsx'
import { Suggestions } from './Suggestions.tsx'
import styles from './worker.module.css'

export type Proof = NonNullable<Ticket['proof']>
/** What was given as proof: a picture that is made when it is sent, or the name somebody typed. */
export type Given = { picture?: () => Promise<Blob>; signedAs?: string }
export type Said = { note: string; proof: Proof } & Given
const proofs = ['signature', 'photo', 'resident_button'] as const satisfies readonly Proof[]

type Props = {
  open: boolean
  busy: boolean
  problem: string | null
  fields: readonly { field: string; message: string }[]
  onClose: () => void
  onSend: (said: Said) => void
}

export function DoneSheet({ open, onClose, ...form }: Props) {
  const { t } = useTranslation('worker')
  return (
    <Sheet title={t('doneTitle')} open={open} onClose={onClose}>
      <DoneForm {...form} />
    </Sheet>
  )
}

/** What was done, and proof of it: no visit ends without both. */
function DoneForm({ busy, problem, fields, onSend }: Omit<Props, 'open' | 'onClose'>) {
  const { t } = useTranslation('worker')
  const [note, setNote] = useState('')
  const [proof, setProof] = useState<Proof>('signature')
  // With what it proves: a photo that is still being made smaller when another proof is chosen is none of that.
  const [taken, take] = useState<{ of: Proof; given: Given | null } | null>(null)
  const given = taken?.of === proof ? taken.given : null
  const isMissing = given === null && proof !== 'resident_button'
  const [asked, setAsked] = useState(false)
  // A refusal of one proof says nothing of another.
  const [sent, setSent] = useState<Proof | null>(null)
  const refused = fields.find(({ field }) => field === 'note')?.message
  // Whether the button was pressed, the hub knows.
  const proofRefused = fields.some(({ field }) => field === 'proof')
  const notProven = (proofRefused && sent === proof) || (asked && isMissing)
  const noNote = asked && note.trim() === ''
  const send = () => {
    setAsked(true)
    if (note.trim() === '' || busy || isMissing) return
    setSent(proof)
    onSend({ note: note.trim(), proof, ...given })
  }
  const choose = (value: string) => {
    const chosen = proofs.find((known) => known === value)
    if (!chosen) return
    setProof(chosen)
    take(null)
  }
  const usual = [t('doneNotes.helpedUp'), t('doneNotes.comforted'), t('doneNotes.medicine'), t('doneNotes.family')]
  return (
    <div className={styles.form}>
      <Suggestions of={usual} chosen={note} onChoose={setNote} />
      <Textarea
        label={t('doneNote')}
        size="md"
        autosize
        minRows={2}
        maxLength={2000}
        value={note}
        error={noNote ? t('doneNoteMissing') : refused}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <fieldset className={styles.proof}>
        <legend>{t('proof')}</legend>
        <SegmentedControl
          fullWidth
          size="md"
          classNames={{ root: styles.choice }}
          value={proof}
          onChange={choose}
          data={proofs.map((value) => ({ value, label: t(`proofs.${value}`) }))}
        />
        <ProofInput key={proof} proof={proof} onGiven={(given) => take({ of: proof, given })} />
        {notProven && (
          <p role="alert" className={styles.problem}>
            {t(`proofMissing.${proof}`)}
          </p>
        )}
      </fieldset>
      {problem && !proofRefused && (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      )}
      <Button className={styles.primary} aria-busy={busy} onClick={send}>
        {busy ? t('sending') : t('doneSend')}
      </Button>
    </div>
  )
}
