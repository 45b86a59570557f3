import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Hub } from '../../../../../server/contract/hub.ts'
import { api } from '../../../app/api.ts'
import { useTimes } from '../../../app/clock.ts'
import { useProblemText } from '../../../app/problem.ts'
import { limitText } from '../../../components/alert/why.ts'
import styles from '../admin.module.css'
import { bytesText } from '../backups/bytes.ts'
import { SectionHead } from '../list/SectionHead.tsx'
import { TestMail } from './TestMail.tsx'
import { TroubleList } from './TroubleList.tsx'

const soonDays = 21

/** What runs here, what it stands on, and the figures its rules go by. */
export function VersionSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('manage')
  const { t: words } = useTranslation(['alert', 'domain'])
  const times = useTimes()
  const say = useProblemText()
  const { data: hub, error } = useQuery({
    queryKey: ['hub'],
    queryFn: () => api.get<Hub>('/hub'),
    refetchInterval: 15_000,
  })
  if (error) return <p role="alert">{say(error)}</p>
  if (hub === undefined) return null
  const { certificate, spool } = hub
  return (
    <>
      <SectionHead title={t('version.title')} />
      <TroubleList troubles={hub.troubles} />
      <dl className={styles.facts}>
        <Fact name={t('version.ready')} warn={!hub.ready.ok}>
          {hub.ready.ok ? t('version.isReady') : hub.ready.why.join('; ')}
        </Fact>
        <Fact name={t('version.version')}>
          {hub.version}
          {hub.commit && <small>{hub.commit}</small>}
        </Fact>
        <Fact name={t('version.since')}>
          {times.dayAndMinute(hub.startedAt)}
          <small>Node {hub.node.replace(/^v/, '')}</small>
        </Fact>
        <Fact name={t('version.database')}>
          {t(`version.kind.${hub.database.kind}`)}
          <small>
            PostgreSQL {hub.database.version} · {bytesText(hub.database.bytes)}
          </small>
        </Fact>
        <Fact name={t('version.devices')}>
          {t('version.connected', { connections: hub.devices.connections, registered: hub.devices.registered })}
        </Fact>
        <Fact name={t('version.browsers')}>{hub.browsers}</Fact>
        <Fact name={t('version.readings')} warn={spool !== null && spool.away !== null}>
          {spool === null
            ? t('version.inPostgres')
            : t('version.spooled', { waiting: spool.waiting, refused: spool.refused })}
          {spool?.away && <small>{spool.away}</small>}
        </Fact>
        <Fact name={t('version.backup')} warn={hub.lastBackupAt === null && hub.database.kind === 'embedded'}>
          {hub.lastBackupAt ? times.dayAndMinute(hub.lastBackupAt) : t(`version.noBackup.${hub.database.kind}`)}
        </Fact>
        <Fact name={t('version.certificate')} warn={certificate !== null && certificate.days < soonDays}>
          {certificate === null
            ? t('version.noTls')
            : t('version.validFor', { days: certificate.days, until: times.day(certificate.until) })}
        </Fact>
        <Fact name={t('version.mail')}>{t(hub.mail ? 'version.mailOn' : 'version.mailOff')}</Fact>
      </dl>

      {hub.mail && mayChange && <TestMail />}
      <h2 className={styles.subhead}>{t('version.limits')}</h2>
      <p className={styles.hint}>{t('version.limitsHint')}</p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('version.figure')}</th>
            <th scope="col">{t('version.default')}</th>
            <th scope="col">{t('version.range')}</th>
          </tr>
        </thead>
        <tbody>
          {hub.limits.map((limit) => {
            const said = (value: number) => limitText(limit.name, value, words)
            return (
              <tr key={limit.name}>
                <th scope="row">
                  {said(limit.default).name}
                  <small>
                    <code>{limit.name}</code>
                  </small>
                </th>
                <td className={styles.aside}>{said(limit.default).value}</td>
                <td className={styles.first}>
                  {said(limit.min).value} – {said(limit.max).value}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>

      <h2 className={styles.subhead}>{t('version.migrations')}</h2>
      <ul className={styles.plain}>
        {hub.migrations.map(({ name, at }) => (
          <li key={name}>
            <code>{name}</code>
            <small>{times.dayAndMinute(at)}</small>
          </li>
        ))}
      </ul>
    </>
  )
}

function Fact({ name, warn = false, children }: { name: string; warn?: boolean; children: ReactNode }) {
  return (
    <div data-warn={warn || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
