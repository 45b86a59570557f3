import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Coverage as CoverageNow } from '../../../../server/contract/coverage.ts'
import type { Device } from '../../../../server/contract/devices.ts'
import { api } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { devicesQuery } from '../../app/queries.ts'
import styles from './Coverage.module.css'

type Reason = CoverageNow['reasons'][number]
const signs = { breaks: IconX, weakens: IconAlertTriangle, holds: IconCheck }

/**
 * Protected now? One word, and every reason for it; what changes by the clock alone is asked for four times a minute. The
 * devices are read with it: what it says of one and what stands beside that one are of the same moment.
 */
export function Coverage({ residentId, devices }: { residentId: string; devices: readonly Device[] }) {
  const { t } = useTranslation('residents')
  const say = useProblemText()
  const client = useQueryClient()
  const coverage = useQuery({
    queryKey: ['resident', residentId, 'coverage'],
    queryFn: async () => {
      const devices = client.prefetchQuery(devicesQuery({ residentId }))
      const now = await api.get<CoverageNow>(`/residents/${residentId}/coverage`)
      await devices
      return now
    },
    refetchInterval: 15_000,
  })
  const now = coverage.data
  return (
    <section className={styles.coverage} aria-label={t('coverage.title')} data-protected={now?.protected ?? ''}>
      <p className={styles.answer} aria-live="polite">
        <span>{t('coverage.title')}</span>
        <strong>{now ? t(`coverage.is.${now.protected}`) : '…'}</strong>
      </p>
      {coverage.isError && <p role="alert">{say(coverage.error)}</p>}
      <ul>
        {now?.reasons.map((reason) => (
          <Line key={`${reason.code} ${reason.deviceId}`} reason={reason} devices={devices} />
        ))}
      </ul>
    </section>
  )
}

function Line({ reason, devices }: { reason: Reason; devices: readonly Device[] }) {
  const { t } = useTranslation(['residents', 'domain'])
  const Sign = signs[reason.weight]
  const device = devices.find(({ id }) => id === reason.deviceId)
  const named = device && [t(`domain:deviceKind.${device.kind}`), device.location].filter(Boolean).join(' · ')
  return (
    <li data-weight={reason.weight}>
      <Sign size={16} stroke={2} aria-label={t(`coverage.weight.${reason.weight}`)} />
      <span>
        {t(`coverage.reason.${reason.code}`)}
        {reason.deviceId !== null && <small> {named ?? reason.deviceId}</small>}
      </span>
    </li>
  )
}
