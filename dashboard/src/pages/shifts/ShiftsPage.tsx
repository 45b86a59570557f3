import { useTranslation } from 'react-i18next'
import { useTimes } from '../../app/clock.ts'
import { useMe } from '../../app/session.ts'
import { HandOvers } from './HandOvers.tsx'
import { Minimum } from './Minimum.tsx'
import { Plans } from './Plans.tsx'
import styles from './shifts.module.css'
import { plansShifts, useShifts } from './useShifts.ts'
import { Week } from './Week.tsx'

/** Who is on, who comes, and what was handed over. */
export default function ShiftsPage() {
  const { t } = useTranslation(['roster', 'admin'])
  const { t: title } = useTranslation('shifts')
  const mayPlan = plansShifts(useMe().role)
  const { data } = useShifts()
  const times = useTimes()
  return (
    <div className={styles.page}>
      <h1>{title('title')}</h1>
      <div className={styles.two}>
        <section>
          <h2>{t('nowTitle')}</h2>
          {data && !data.byShifts && <p className={styles.hint}>{t('noShifts')}</p>}
          {data?.byShifts && data.running.length === 0 && <p className={styles.hint}>{t('nowNone')}</p>}
          <ul className={styles.running}>
            {data?.running.map(({ person, state, beganAt, breakSince }) => (
              <li key={person.id} data-state={state}>
                <strong>{person.name}</strong>
                <span>
                  {breakSince === null
                    ? t('onSince', { time: times.minute(beganAt) })
                    : t('breakSince', { time: times.minute(breakSince) })}
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h2>
            {t('handOver')} <small>{t('handOverHint')}</small>
          </h2>
          <HandOvers notes={data?.handOvers ?? []} />
        </section>
      </div>
      <Week mayPlan={mayPlan} />
      <Plans mayPlan={mayPlan} />
      <Minimum mayPlan={mayPlan} />
    </div>
  )
}
