import { CloseButton } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { MapResidents } from '../../../../server/contract/map.ts'
import { api } from '../../app/api.ts'
import { residentQuery } from '../../app/queries.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { useHeld } from '../../focus/useHeld.ts'
import styles from './map.module.css'

const most = 12

/** What is at the place somebody pointed at: who lives there, what is the matter. */
export function Card({
  alerts,
  outages,
  homes,
  onClose,
}: {
  alerts: readonly Alert[]
  outages: readonly Incident[]
  homes: readonly { lat: number; lon: number }[]
  onClose: () => void
}) {
  const { t } = useTranslation(['map', 'domain'])
  const card = useRef<HTMLElement>(null)
  useHeld(card)
  // The map knows places only; who lives there is asked for when somebody wants to know.
  const residentIds = useQueries({
    queries: homes.slice(0, most).map((home) => ({
      queryKey: ['map', 'residents', home],
      queryFn: () => api.get<MapResidents>('/map/residents', home),
    })),
    combine: (answers) => [...new Set(answers.flatMap(({ data }) => data?.items ?? []))],
  })
  const residents = useQueries({ queries: residentIds.slice(0, most).map((id) => residentQuery(id)) })
  return (
    <aside
      ref={card}
      className={styles.card}
      aria-label={t('open')}
      tabIndex={-1}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <CloseButton className={styles.shut} aria-label={t('close')} onClick={onClose} />
      <ul>
        {alerts.map((alert) => (
          <li key={alert.id}>
            <PriorityMark priority={alert.priority} word={false} />
            <Link to="/queue/$alertId" params={{ alertId: alert.id }}>
              {t(`domain:kind.${alert.kind}`)} · {alert.resident?.name}
            </Link>
            <span>{alert.resident?.address}</span>
          </li>
        ))}
        {outages.map(({ id, areaName, kind, members, back }) => (
          <li key={id}>
            <Link to="/queue/incidents/$incidentId" params={{ incidentId: id }}>
              {t(`domain:kind.${kind}`)} · {areaName}
            </Link>
            <span>{t('members', { members, back })}</span>
          </li>
        ))}
        {residents.map(
          ({ data }) =>
            data !== undefined && (
              <li key={data.id}>
                <Link to="/residents/$residentId" params={{ residentId: data.id }}>
                  {data.name}
                </Link>
                <span>
                  {data.address} · {t(`domain:mode.${data.mode}`)}
                </span>
              </li>
            ),
        )}
        {residentIds.length > most && <li>{t('here', { count: residentIds.length })}</li>}
      </ul>
    </aside>
  )
}
