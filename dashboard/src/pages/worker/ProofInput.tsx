import { Button, Checkbox, FileButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Proof } from './DoneSheet.tsx'
import { Signature } from './Signature.tsx'
import styles from './worker.module.css'

type Props = { proof: Proof; onProven: (proven: boolean, signedAs?: string) => void }

/** Each proof has to be given before it counts; the hub keeps which it was, not the thing itself. */
export function ProofInput({ proof, onProven }: Props) {
  const { t } = useTranslation('worker')
  switch (proof) {
    case 'signature':
      return <Signature onSigned={onProven} />
    case 'photo':
      return <Photo onTaken={onProven} />
    case 'resident_button':
      return (
        <Checkbox
          size="md"
          className={styles.checkbox}
          label={t('buttonPressed')}
          onChange={(event) => onProven(event.currentTarget.checked)}
        />
      )
  }
}

function Photo({ onTaken }: { onTaken: (taken: boolean) => void }) {
  const { t } = useTranslation('worker')
  const [name, setName] = useState<string | null>(null)
  const take = (file: File | null) => {
    setName(file?.name ?? null)
    onTaken(file !== null)
  }
  return (
    <div className={styles.photo}>
      <FileButton accept="image/*" capture="environment" onChange={take}>
        {(props) => (
          <Button {...props} variant="default" size="md" fullWidth>
            {t('photoTake')}
          </Button>
        )}
      </FileButton>
      {name && <span role="status">{t('photoTaken', { name })}</span>}
      <span className={styles.quiet}>{t('photoKept')}</span>
    </div>
  )
}
