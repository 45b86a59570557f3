import { Button, FileButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Given, Proof } from './DoneSheet.tsx'
import { scaledDown } from './picture.ts'
import { Signature } from './Signature.tsx'
import styles from './worker.module.css'

type Props = { proof: Proof; onGiven: (given: Given | null) => void }

/** Each proof has to be given before it counts. The button is pressed at the device: whether it was, the hub knows. */
export function ProofInput({ proof, onGiven }: Props) {
  const { t } = useTranslation('worker')
  switch (proof) {
    case 'signature':
      return <Signature onSigned={onGiven} />
    case 'photo':
      return <Photo onTaken={onGiven} />
    case 'resident_button':
      return <p className={styles.quiet}>{t('buttonPress')}</p>
  }
}

type Taken = { is: 'none' } | { is: 'taken'; name: string } | { is: 'unreadable' }

function Photo({ onTaken }: { onTaken: (given: Given | null) => void }) {
  const { t } = useTranslation('worker')
  const [taken, setTaken] = useState<Taken>({ is: 'none' })
  const take = async (file: File | null) => {
    if (file === null) return
    onTaken(null)
    const picture = await scaledDown(file).catch(() => null)
    setTaken(picture === null ? { is: 'unreadable' } : { is: 'taken', name: file.name })
    onTaken(picture === null ? null : { picture: async () => picture })
  }
  return (
    <div className={styles.photo}>
      <FileButton accept="image/*" capture="environment" onChange={(file) => void take(file)}>
        {(props) => (
          <Button {...props} variant="default" size="md" fullWidth>
            {t('photoTake')}
          </Button>
        )}
      </FileButton>
      {taken.is === 'taken' && <span role="status">{t('photoTaken', { name: taken.name })}</span>}
      {taken.is === 'unreadable' && <span role="alert">{t('photoUnreadable')}</span>}
      <span className={styles.quiet}>{t('photoKept')}</span>
    </div>
  )
}
