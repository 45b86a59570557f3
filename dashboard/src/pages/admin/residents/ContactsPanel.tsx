import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../../../server/contract/people.ts'
import { useProblemText } from '../../../app/problem.ts'
import { useContacts } from '../../../app/queries.ts'
import styles from '../admin.module.css'
import { ContactForm } from './ContactForm.tsx'

type Open = { is: 'none' } | { is: 'new' } | { is: 'edit'; contact: Contact }

/** Who is told, in order, and what of. */
export function ContactsPanel({ residentId, mayChange }: { residentId: string; mayChange: boolean }) {
  const { t } = useTranslation('admin')
  const say = useProblemText()
  const contacts = useContacts(residentId)
  const [open, setOpen] = useState<Open>({ is: 'none' })
  const close = () => setOpen({ is: 'none' })
  return (
    <section className={styles.apart}>
      <h2>{t('residents.contacts')}</h2>
      {contacts.isError && <p role="alert">{say(contacts.error)}</p>}
      {contacts.data?.length === 0 && open.is === 'none' && <p className={styles.hint}>{t('contacts.none')}</p>}
      <ol className={styles.contacts}>
        {contacts.data?.map((contact) => (
          <li key={contact.id}>
            {open.is === 'edit' && open.contact.id === contact.id ? (
              <ContactForm residentId={residentId} contact={contact} onDone={close} />
            ) : (
              <ContactLine contact={contact} onEdit={mayChange ? () => setOpen({ is: 'edit', contact }) : null} />
            )}
          </li>
        ))}
      </ol>
      {open.is === 'new' && <ContactForm residentId={residentId} contact={null} onDone={close} />}
      {mayChange && open.is === 'none' && (
        <Button variant="default" onClick={() => setOpen({ is: 'new' })}>
          {t('contacts.add')}
        </Button>
      )}
    </section>
  )
}

function ContactLine({ contact, onEdit }: { contact: Contact; onEdit: (() => void) | null }) {
  const { t } = useTranslation('admin')
  const agreed = [
    contact.consent.alerts ? t('contacts.told') : null,
    contact.consent.readings ? t('contacts.sees') : null,
  ].filter((part) => part !== null)
  return (
    <div className={styles.contact}>
      <span className={styles.position}>{contact.position}</span>
      <div>
        <strong>{contact.name}</strong> {contact.relation}
        <small>{[contact.phone, contact.email].filter((way) => way !== null).join(' · ') || t('unset')}</small>
        <small>{agreed.join(' · ')}</small>
      </div>
      {onEdit && (
        <Button variant="subtle" size="compact-sm" onClick={onEdit}>
          {t('edit')}
        </Button>
      )}
    </div>
  )
}
