import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import styles from './tickets.module.css'

type Props = { ticket: Ticket; proof: NonNullable<Ticket['proof']> }

/** What proves a visit, and the picture of it for who wants to see it. */
export function ProofShown({ ticket, proof }: Props) {
  const { t } = useTranslation(['tickets', 'timeline'])
  const [shown, setShown] = useState(false)
  const name = t(`timeline:proof.${proof}`)
  return (
    <>
      {name}
      {ticket.pictureId !== null && (
        <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'pictureHide' : 'pictureShow')}
        </Button>
      )}
      {shown && <img className={styles.picture} src={`/api/v1/tickets/${ticket.id}/picture`} alt={name} />}
    </>
  )
}
