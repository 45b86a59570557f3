import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import type { Device } from '../../../../server/contract/devices.ts'
import type { Resident } from '../../../../server/contract/people.ts'
import { api, isHidden } from '../../app/api.ts'
import { ageOf, useTimes } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { useDevices, useResident } from '../../app/queries.ts'
import { seesAlerts, seesHealth, seesIncidents, takesOver, useMe, worksAlerts } from '../../app/session.ts'
import { Block } from '../../components/alert/Block.tsx'
import { Contacts } from '../../components/alert/Contacts.tsx'
import { Person } from '../../components/alert/Person.tsx'
import { Documents } from '../../components/documents/Documents.tsx'
import { Empty } from '../../components/Empty.tsx'
import { PhoneLink } from '../../components/PhoneLink.tsx'
import { Settled } from '../../components/Settled.tsx'
import { Unanswered } from '../../components/Unanswered.tsx'
import { Care } from './Care.tsx'
import { Changes } from './Changes.tsx'
import { Coverage } from './Coverage.tsx'
import { EditContacts } from './contacts/EditContacts.tsx'
import { Devices } from './Devices.tsx'
import { EditRecord } from './EditRecord.tsx'
import { HealthDetails } from './HealthDetails.tsx'
import { LimitsCard } from './limits/LimitsCard.tsx'
import { ModeControl } from './ModeControl.tsx'
import { OpenAlerts } from './OpenAlerts.tsx'
import styles from './ResidentPage.module.css'
import { Story } from './Story.tsx'
import { Visits } from './visits/Visits.tsx'

const noAlerts: readonly Alert[] = []
const noDevices: readonly Device[] = []
const NightChart = lazy(() => import('../../charts/NightChart.tsx'))

export default function ResidentPage() {
  const { t } = useTranslation('residents')
  const { residentId } = useParams({ from: '/inside/residents/$residentId' })
  const { data: resident, error, refetch } = useResident(residentId)
  if (isHidden(error)) return <Empty title={t('gone')} />
  // What was known stays, though it could not be asked for again.
  if (resident === undefined && error !== null) return <Unanswered error={error} again={refetch} />
  if (resident === undefined)
    return (
      <div className={styles.page}>
        <Skeleton height={96} />
      </div>
    )
  // Of its own for everybody: what was looked at of one person is not shown of the next.
  return <Card key={resident.id} resident={resident} />
}

function Card({ resident }: { resident: Resident }) {
  const me = useMe()
  const devices = useDevices({ residentId: resident.id })
  const alerts = useQuery({
    queryKey: ['resident', resident.id, 'alerts'],
    queryFn: () => api.get<Page<Alert>>('/alerts', { residentId: resident.id, limit: 100 }),
    enabled: seesAlerts(me.role),
  })
  return (
    <div className={styles.page}>
      <Head resident={resident} />
      <Settled>
        {seesIncidents(me.role) && <Coverage residentId={resident.id} devices={devices.data ?? noDevices} />}
        {seesAlerts(me.role) && <OpenAlerts residentId={resident.id} />}
        <div className={styles.body}>
          <div className={styles.side}>
            <div className={styles.card}>
              <Person residentId={resident.id} />
              {worksAlerts(me.role) ? <EditContacts resident={resident} /> : <Contacts residentId={resident.id} />}
              <HealthDetails resident={resident} />
              <Facts resident={resident} />
              {worksAlerts(me.role) && <Care resident={resident} />}
              {seesHealth(me.role) && <Documents residentId={resident.id} />}
            </div>
          </div>
          <div className={styles.main}>
            <div className={styles.card}>
              <Devices residentId={resident.id} devices={devices.data ?? null} />
            </div>
            <div className={styles.card}>
              <Visits residentId={resident.id} />
            </div>
            {me.role !== 'provider_manager' && (
              <div className={styles.chart}>
                <Suspense fallback={<Skeleton height={360} />}>
                  {devices.data && (
                    <NightChart
                      residentId={resident.id}
                      devices={devices.data}
                      alerts={alerts.data?.items ?? noAlerts}
                      links={seesAlerts(me.role)}
                    />
                  )}
                </Suspense>
              </div>
            )}
            {seesAlerts(me.role) && devices.data && (
              <div className={styles.card}>
                <LimitsCard residentId={resident.id} devices={devices.data} />
              </div>
            )}
            {seesAlerts(me.role) && (
              <div className={styles.card}>
                <Story residentId={resident.id} />
              </div>
            )}
          </div>
        </div>
      </Settled>
    </div>
  )
}

function Head({ resident }: { resident: Resident }) {
  const { t } = useTranslation(['residents', 'domain'])
  const age = ageOf(resident.bornOn, useNow())
  const facts = [
    age !== null && t('age', { age }),
    resident.sex && t(`domain:sex.${resident.sex}`),
    t(`domain:careLevel.${resident.careLevel}`),
    resident.livesAlone && t('livesAlone'),
    resident.leftBehind && t('leftBehind'),
  ]
  return (
    <header className={styles.head}>
      <div>
        <h1>
          {resident.name} <span>{facts.filter(Boolean).join(' · ')}</span>
        </h1>
        <p>{resident.address}</p>
      </div>
      {resident.phone !== null && <PhoneLink phone={resident.phone} label={resident.name} large />}
    </header>
  )
}

function Facts({ resident }: { resident: Resident }) {
  const me = useMe()
  const { t } = useTranslation(['residents', 'domain', 'shell'])
  const times = useTimes()
  const [editing, setEditing] = useState(false)
  const mode = t(`domain:mode.${resident.mode}`)
  const until = resident.modeUntil === null ? '' : ` ${t('until', { time: times.dayAndMinute(resident.modeUntil) })}`
  const facts: [string, string][] = [
    [t('mode'), mode + until],
    [t('born'), resident.bornOn === null ? t('shell:unknown') : times.day(resident.bornOn)],
    [t('care'), t(`domain:careLevel.${resident.careLevel}`)],
    [t('living'), resident.livesAlone ? t('livesAlone') : t('livesWith')],
  ]
  return (
    <Block title={t('facts')}>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {worksAlerts(me.role) && (
        <div className={styles.mode}>
          <ModeControl resident={resident} />
        </div>
      )}
      {takesOver(me.role) &&
        (editing ? (
          <EditRecord resident={resident} done={() => setEditing(false)} />
        ) : (
          <Button size="compact-sm" variant="default" mt="sm" onClick={() => setEditing(true)}>
            {t('record.edit')}
          </Button>
        ))}
      {seesIncidents(me.role) && <Changes residentId={resident.id} />}
    </Block>
  )
}
