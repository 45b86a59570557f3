import { useTranslation } from 'react-i18next'
import { isHidden } from '../../app/api.ts'
import { useContacts } from '../../app/queries.ts'
import { PhoneLink } from '../PhoneLink.tsx'
import { Unanswered } from '../Unanswered.tsx'
import { Block } from './Block.tsx'
import styles from './Contacts.module.css'

/** Family and neighbours in the order of who is called first. */
export function Contacts({ residentId }: { residentId: string }) {
  const { t } = useTranslation('alert')
  const { data: known, error, refetch } = useContacts(residentId)
  const data = isHidden(error) ? undefined : known
  return (
    <Block title={t('contacts')}>
      <Missing error={data === undefined ? error : null} again={refetch} />
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

/** Why there are none to be seen: they are not for this role, or could not be asked for. */
export function Missing({ error, again }: { error: unknown; again: () => unknown }) {
  const { t } = useTranslation('alert')
  if (error === null) return null
  return isHidden(error) ? (
    <p className={styles.none}>{t('contactsHidden')}</p>
  ) : (
    <Unanswered error={error} again={again} />
  )
}
