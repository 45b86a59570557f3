import { IconMapPin, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Ticket } from '../../../../server/contract/tickets.ts'
import { mapLinks } from './mapLinks.ts'
import styles from './worker.module.css'

/** Where and whom: the address, and the two things a thumb wants to do with it. */
export function HomeCard({ resident, inHand }: { resident: NonNullable<Ticket['resident']>; inHand: boolean }) {
  const { t } = useTranslation('worker')
  const [best, ...others] = resident.place ? mapLinks(resident.place, resident.address) : []
  return (
    <section className={styles.home}>
      <p className={styles.homeAddress}>{resident.address}</p>
      <div className={styles.reach}>
        {best ? (
          <a href={best.href}>
            <IconMapPin size={22} stroke={1.7} aria-hidden />
            {t('map')}
            {best.map !== 'other' && t('mapIn', { map: t(`maps.${best.map}`) })}
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
      {others.length > 0 && (
        <p className={styles.otherMaps}>
          {t('otherMaps')}
          {others.map(({ map, href }) => (
            <a key={map} href={href}>
              {t(`maps.${map}`)}
            </a>
          ))}
        </p>
      )}
    </section>
  )
}
