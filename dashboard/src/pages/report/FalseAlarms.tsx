import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { KpiReport } from '../../../../server/contract/kpi.ts'
import { ruleName } from '../../components/alert/why.ts'
import styles from './report.module.css'
import { percent } from './words.ts'

export function FalseAlarms({ report: { falseAlarms } }: { report: KpiReport }) {
  const { t, i18n } = useTranslation('report')
  const { t: say } = useTranslation(['alert', 'domain'])
  const { byRule, byDevice } = falseAlarms
  if (byRule.length === 0) return null
  const share = ({ closed, falseAlarms }: { closed: number; falseAlarms: number }) =>
    `${falseAlarms} / ${closed} · ${percent(falseAlarms / Math.max(1, closed), i18n.language)}`
  return (
    <div className={styles.pair}>
      <section>
        <h2>{t('falseByRule')}</h2>
        <ul>
          {byRule.map((one) => (
            <li key={`${one.rule} ${one.ruleVersion}`}>
              <span>
                {ruleName(one.rule, say)} <small>{t('version', { version: one.ruleVersion })}</small>
              </span>
              <span>{share(one)}</span>
            </li>
          ))}
        </ul>
      </section>
      {byDevice.length > 0 && (
        <section>
          <h2>{t('falseByDevice')}</h2>
          <ul>
            {byDevice.map((one) => (
              <li key={one.deviceId}>
                <span>
                  {one.residentId === null ? (
                    one.deviceId
                  ) : (
                    <Link to="/residents/$residentId" params={{ residentId: one.residentId }}>
                      {one.residentName}
                    </Link>
                  )}{' '}
                  {one.residentId !== null && <small>{one.deviceId}</small>}
                </span>
                <span>{share(one)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
