import { IconFocusCentered } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../../../server/contract/alerts.ts'
import type { Page } from '../../../../server/contract/common.ts'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { Resident, Staff } from '../../../../server/contract/people.ts'
import type { Provider } from '../../../../server/contract/providers.ts'
import { api } from '../../app/api.ts'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import type { Corners } from '../../map/camera.ts'
import { cornersOf, type Reach } from '../../map/ground.ts'
import { mostUrgent, type Place } from '../../map/scene.ts'
import type { Look } from './MapCanvas.tsx'
import styles from './map.module.css'

type OnLook = (at: Look['at']) => void
/** Listed at a time; more when it is asked for, until all are. */
const step = 100

/** The same as the map, in words: alerts, outages, workers, and area by area who lives there. */
export function Beside({
  alerts,
  outages,
  workers,
  stations,
  places,
  loaded,
  told,
  everything,
  onLook,
}: {
  alerts: readonly Alert[]
  outages: readonly Incident[]
  workers: readonly Staff[]
  stations: readonly Provider[]
  places: ReadonlyMap<string, Place>
  loaded: boolean
  /** The first alerts are here, if there are any: what stands below them comes with them and is not pushed away. */
  told: boolean
  everything: Corners | null
  onLook: OnLook
}) {
  const { t } = useTranslation(['map', 'domain'])
  const [listed, setListed] = useState({ alerts: step, workers: step, stations: step })
  const urgent = useMemo(() => mostUrgent(alerts, listed.alerts), [alerts, listed.alerts])
  const more = (of: keyof typeof listed, all: number) =>
    all > listed[of] && (
      <More left={all - listed[of]} onMore={() => setListed({ ...listed, [of]: listed[of] + step })} />
    )
  const areas = [...places.values()].filter(({ area }) => area.residents > 0)
  const residents = areas.reduce((sum, { area }) => sum + area.residents, 0)
  const placed = areas.reduce((sum, { area }) => sum + area.placed, 0)
  const rest = (
    <>
      <Part title={t('outages')} count={outages.length} empty={t('noOutages')}>
        {outages.map(({ id, areaId, areaName, kind, members, back }) => (
          <li key={id}>
            <Link to="/queue/incidents/$incidentId" params={{ incidentId: id }}>
              {t(`domain:kind.${kind}`)} · {areaName}
            </Link>
            <small>{t('members', { members, back })}</small>
            <ShowAll reach={places.get(areaId)?.reach ?? null} name={areaName} onLook={onLook} />
          </li>
        ))}
      </Part>
      <Part title={t('workers')} count={workers.length} empty={t('noWorkers')}>
        {workers.slice(0, listed.workers).map(({ id, name, place }) => (
          <li key={id}>
            <span>{name}</span>
            {place === null && <small>{t('noPlace')}</small>}
            <ShowAt place={place} name={name} onLook={onLook} />
          </li>
        ))}
        {more('workers', workers.length)}
      </Part>
      <Part title={t('stations')} count={stations.length} empty={t('noStations')}>
        {stations.slice(0, listed.stations).map(({ id, name, place }) => (
          <li key={id}>
            <span>{name}</span>
            {place === null && <small>{t('noPlace')}</small>}
            <ShowAt place={place} name={name} onLook={onLook} />
          </li>
        ))}
        {more('stations', stations.length)}
      </Part>
      <Part title={t('areas')} count={areas.length} empty={loaded ? t('noPlaces') : ''}>
        {everything !== null && (
          <li>
            <button type="button" onClick={() => onLook(everything)}>
              {t('all')}
            </button>
            <small>{t('placed', { placed, missing: residents - placed })}</small>
          </li>
        )}
        {areas.map((place) => (
          <AreaRow key={place.area.id} place={place} onLook={onLook} />
        ))}
      </Part>
    </>
  )
  return (
    <aside className={styles.beside} aria-label={t('beside')}>
      <Part title={t('alerts')} count={alerts.length} empty={t('noAlerts')}>
        {urgent.map((alert) => (
          <li key={alert.id}>
            <PriorityMark priority={alert.priority} word={false} />
            <Link to="/queue/$alertId" params={{ alertId: alert.id }}>
              {t(`domain:kind.${alert.kind}`)} · {alert.resident?.name ?? alert.device?.id}
            </Link>
            <ShowAt place={alert.resident?.place ?? null} name={alert.resident?.name ?? ''} onLook={onLook} />
          </li>
        ))}
        {more('alerts', alerts.length)}
      </Part>
      {told && rest}
    </aside>
  )
}

function Part({ title, count, empty, children }: { title: string; count: number; empty: string; children: ReactNode }) {
  return (
    <section>
      <h2>
        {title} <span>{count}</span>
      </h2>
      {count === 0 ? <p>{empty}</p> : <ul>{children}</ul>}
    </section>
  )
}

/** An area and, opened, who lives there. */
function AreaRow({ place: { area, reach }, onLook }: { place: Place; onLook: OnLook }) {
  const { t } = useTranslation('map')
  const [open, setOpen] = useState(false)
  const residents = useInfiniteQuery({
    queryKey: ['residents', 'of area', area.id],
    queryFn: ({ pageParam: cursor }) => api.get<Page<Resident>>('/residents', { areaId: area.id, limit: step, cursor }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: open,
  })
  const people = residents.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <li className={styles.area}>
      <div>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {area.name}
        </button>
        <small>{t('count', { count: area.residents })}</small>
        <ShowAll reach={reach} name={area.name} onLook={onLook} />
      </div>
      {open && (
        <ul>
          {people.map(({ id, name, address, place }) => (
            <li key={id}>
              <Link to="/residents/$residentId" params={{ residentId: id }}>
                {name}
              </Link>
              <small>{address}</small>
              <ShowAt place={place} name={name} onLook={onLook} />
            </li>
          ))}
          {residents.hasNextPage && (
            <More left={area.residents - people.length} onMore={() => void residents.fetchNextPage()} />
          )}
        </ul>
      )}
    </li>
  )
}

/** The rest of a list, a step at a time: what is on the map is in the list, however much it is. */
function More({ left, onMore }: { left: number; onMore: () => void }) {
  const { t } = useTranslation('map')
  return (
    <li>
      <button type="button" onClick={onMore}>
        {t('more', { count: Math.max(1, left) })}
      </button>
    </li>
  )
}

type Named = { name: string; onLook: OnLook }
function ShowAt({ place, name, onLook }: Named & { place: { lat: number; lon: number } | null }) {
  return place === null ? null : <Show name={name} onClick={() => onLook([place.lon, place.lat])} />
}
function ShowAll({ reach, name, onLook }: Named & { reach: Reach | null }) {
  return reach === null ? null : <Show name={name} onClick={() => onLook(cornersOf(reach))} />
}
function Show({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation('map')
  return (
    <button
      type="button"
      className={styles.show}
      aria-label={`${t('show')}: ${name}`}
      title={t('show')}
      onClick={onClick}
    >
      <IconFocusCentered size={18} stroke={1.6} aria-hidden />
    </button>
  )
}
