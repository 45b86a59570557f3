import { useTranslation } from 'react-i18next'
import { useContacts } from '../../app/queries.ts'
import { PhoneLink } from '../PhoneLink.tsx'
import { Block } from './Block.tsx'
import styles from './Contacts.module.css'

/** Family and neighbours in the order of who is called first. */
export function Contacts({ residentId }: { residentId: string }) {
  const { t } = useTranslation('alert')
  const { data, isError } = useContacts(residentId)
  return (
    <Block title={t('contacts')}>
      {isError && <p className={styles.none}>{t('contactsHidden')}</p>}
      {data?.length === 0 && <p className={styles.none}>{t('noContacts')}</p>}
      <ol className={styles.contacts}>
        {data?.map((contact, index) => (
          <li key={contact.id}>
            <span className={styles.position} aria-hidden>
              {index + 1}
            </span>
            <span className={styles.who}>
              <strong>{contact.name}</strong> {contact.relation}
            </span>
            {contact.phone === null ? (
              <span className={styles.none}>{t('noPhone')}</span>
            ) : (
              <PhoneLink phone={contact.phone} label={`${t('call')} ${contact.name}`} />
            )}
          </li>
        ))}
      </ol>
    </Block>
  )
}
