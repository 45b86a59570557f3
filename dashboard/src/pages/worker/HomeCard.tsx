import { IconMapPin, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/alerts.ts'
import { mapLink } from './place.ts'
import styles from './worker.module.css'

/** Where and whom: the address, and the two things a thumb wants to do with it. */
export function HomeCard({ resident, inHand }: { resident: NonNullable<Ticket['resident']>; inHand: boolean }) {
  const { t } = useTranslation('worker')
  return (
    <section className={styles.home}>
      <p className={styles.homeAddress}>{resident.address}</p>
      <div className={styles.reach}>
        {resident.place ? (
          <a href={mapLink(resident.place, resident.address)}>
            <IconMapPin size={22} stroke={1.7} aria-hidden />
            {t('map')}
          </a>
        ) : (
          <span>{t('noPlace')}</span>
        )}
        {resident.phone ? (
          <a href={`tel:${resident.phone.replaceAll(/[^+\d]/g, '')}`} aria-label={t('call', { phone: resident.phone })}>
            <IconPhone size={22} stroke={1.7} aria-hidden />
            {resident.phone}
          </a>
        ) : (
          inHand && <span>{t('noPhone')}</span>
        )}
      </div>
    </section>
  )
}
