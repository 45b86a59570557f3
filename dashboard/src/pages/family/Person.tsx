import { IconPhone } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../server/contract/people.ts'
import { allOf } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useDevices } from '../../app/queries.ts'
import styles from './family.module.css'
import { LastVisit } from './LastVisit.tsx'
import { Now } from './Now.tsx'
import { Past } from './Past.tsx'
import { Planned } from './Planned.tsx'
import { situationOf } from './situation.ts'
import { Today } from './Today.tsx'

const NightChart = lazy(() => import('../../charts/NightChart.tsx'))

/** One person: how they are now, what happened today, how they slept, what was before. */
export function Person({ resident }: { resident: Resident }) {
  const { t } = useTranslation('family')
  const live = useLive()
  // Without the resident's consent the hub shows a family no devices and no readings.
  const devices = useDevices({ residentId: resident.id })
  const measuring = devices.data?.some(({ latest }) => latest.heart_rate ?? latest.in_bed) ?? false
  const alerts = allOf(live.alerts).filter((alert) => alert.resident?.id === resident.id)
  const tickets = allOf(live.tickets).filter((ticket) => ticket.resident?.id === resident.id)
  return (
    <article className={styles.person} aria-label={resident.name}>
      <div className={styles.main}>
        <Now resident={resident} situation={situationOf(alerts, tickets)} />
        <LastVisit residentId={resident.id} />
        <Today resident={resident} />
        {measuring && (
          <section className={styles.section}>
            <h2>{t('night')}</h2>
            <Suspense>
              <NightChart residentId={resident.id} devices={devices.data ?? []} />
            </Suspense>
          </section>
        )}
      </div>
      <aside className={styles.side}>
        {resident.phone && (
          <a className={styles.call} href={`tel:${resident.phone.replaceAll(/[^+\d]/g, '')}`}>
            <IconPhone size={20} stroke={1.7} aria-hidden />
            {t('call', { name: resident.name })}
          </a>
        )}
        <Planned residentId={resident.id} />
        <Past
          residentId={resident.id}
          name={resident.name}
          resolved={alerts.filter(({ state }) => state === 'resolved').length}
        />
      </aside>
    </article>
  )
}
