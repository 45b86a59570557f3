import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { HealthSeen } from '../../../../server/contract/documents.ts'
import { saidWhole } from '../../app/address.ts'
import { ageOf, useTimes } from '../../app/clock.ts'
import { useHealth } from '../../app/health.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { useResident } from '../../app/queries.ts'
import { PhoneLink } from '../PhoneLink.tsx'
import { Unanswered } from '../Unanswered.tsx'
import { useAlertAction } from './actions.ts'
import { type Called, callResults, type ServiceNumber, serviceNumbers } from './calls.ts'
import styles from './EmergencyCalls.module.css'

type Props = {
  alert: Alert
  resident: NonNullable<Alert['resident']>
  calls: ReadonlyMap<string, Called>
  inHand: boolean
}

/** Ambulance, fire brigade and police, with what they ask for: where, who, what. A call to them is recorded like any other. */
export default function EmergencyCalls({ alert, resident, calls, inHand }: Props) {
  const { t } = useTranslation(['emergency', 'alert'])
  const times = useTimes()
  const act = useAlertAction()
  const [picked, setPicked] = useState<ServiceNumber | null>(null)
  const { health, error, again } = useHealth(resident.id, alert, inHand)
  const words = useWords(alert, resident, health)
  return (
    <fieldset className={styles.emergency}>
      <legend>{t('title')}</legend>
      <ul>
        {serviceNumbers.map((number) => {
          const called = calls.get(number)
          return (
            <li key={number}>
              {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the link inside is what is pressed */}
              <span onClick={() => setPicked(number)}>
                <PhoneLink phone={number} label={`${t('call')} ${t(`names.n${number}`)}`} />
              </span>
              <span className={styles.aside}>{t(`names.n${number}`).replace(`${number} `, '')}</span>
              {called && (
                <span className={styles.last}>
                  {t(`alert:callResult.${called.result}`)} {times.minute(called.at)}
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {picked !== null && (
        // What is pressed stands above what may still grow by a line.
        <div role="status">
          {inHand && (
            <div className={styles.services}>
              {callResults.map((result) => (
                <Button
                  key={result}
                  size="compact-sm"
                  variant="default"
                  disabled={act.isPending}
                  onClick={() =>
                    act.mutate(
                      { id: alert.id, action: { do: 'calls', to: { who: 'service', number: picked }, result } },
                      { onSuccess: () => setPicked(null) },
                    )
                  }
                >
                  {t(`alert:callResult.${result}`)}
                </Button>
              ))}
            </div>
          )}
          <p>
            <strong>{t('say')}</strong> {words(picked)}
          </p>
          {/* What is said lacks the conditions. */}
          {error !== null && <Unanswered error={error} again={again} />}
        </div>
      )}
    </fieldset>
  )
}

/** What they ask for, in the order they ask: where first, should the line break. */
function useWords(alert: Alert, resident: NonNullable<Alert['resident']>, health: HealthSeen | null) {
  const { t } = useTranslation(['emergency', 'alert', 'domain'])
  const times = useTimes()
  const { data } = useResident(resident.id)
  const now = useNow()
  const age = data ? ageOf(data.bornOn, now) : null
  const facts = [
    age !== null && t('age', { age }),
    data && data.sex !== null && t(`domain:sex.${data.sex}`),
    ...(health?.conditions ?? []),
  ].filter((fact) => typeof fact === 'string')
  const { name, phone } = resident
  return (number: ServiceNumber): string =>
    [
      t('opening'),
      t('where', { address: saidWhole(resident.address, alert.areaName) }),
      facts.length > 0 ? t('who', { name, facts: facts.join(t('alert:listed')) }) : t('whoOnly', { name }),
      t('what', { time: times.minute(alert.happenedAt), kind: t(`domain:kind.${alert.kind}`) }),
      alert.noSpeechAt === null ? '' : t('silent'),
      t(`ask.n${number}`),
      phone === null ? '' : t('phone', { phone }),
      t('stay'),
    ].join('')
}
