import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MapGround, MapPoints } from '../../../../server/contract/map.ts'
import type { Staff } from '../../../../server/contract/people.ts'
import type { Provider } from '../../../../server/contract/providers.ts'
import { api } from '../../app/api.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useProblemText } from '../../app/problem.ts'
import {
  alertsOf,
  cornersOf,
  groundsOf,
  helpOf,
  homesOf,
  namesOf,
  openAlerts,
  outagesOf,
  placesOf,
} from '../../map/geo.ts'
import { Beside } from './Beside.tsx'
import { Card } from './Card.tsx'
import { Legend } from './Legend.tsx'
import type { Look, Pointed } from './MapCanvas.tsx'
import styles from './map.module.css'

const MapCanvas = lazy(() => import('./MapCanvas.tsx'))
const none: MapPoints = { areas: [], id: [], lat: [], lon: [], state: [] }
const minuteMs = 60_000

/** Where everybody is. The list beside the map holds the same for who can't see it or uses no mouse. */
export default function MapPage() {
  const { t } = useTranslation('map')
  const say = useProblemText()
  const scheme = useComputedColorScheme('light')
  const live = useLive()
  const ground = useQuery({
    queryKey: ['map', 'ground'],
    queryFn: () => api.get<MapGround>('/map/ground'),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const points = useQuery({
    queryKey: ['map', 'points'],
    queryFn: () => api.get<MapPoints>('/map/points'),
    staleTime: minuteMs,
    refetchInterval: 5 * minuteMs,
  })
  const workers = useQuery({
    queryKey: ['staff', 'workers'],
    queryFn: () => api.all<Staff>('/staff', { role: 'worker' }),
    refetchInterval: minuteMs,
  })
  const providers = useQuery({ queryKey: ['providers'], queryFn: () => api.all<Provider>('/providers') })
  const known = points.data ?? none
  const places = useMemo(() => placesOf(known), [known])
  const alerts = useMemo(() => openAlerts(live.alerts), [live.alerts])
  const outages = useMemo(
    () => Object.values(live.incidents).filter(({ state }) => state !== 'resolved'),
    [live.incidents],
  )
  const active = useMemo(() => (workers.data ?? []).filter((one) => one.active), [workers.data])
  const stations = useMemo(
    () => (providers.data ?? []).filter((one) => one.kind === 'station' && one.active),
    [providers.data],
  )
  const still = useMemo(
    () => ({ areas: groundsOf(places), names: namesOf(places), homes: homesOf(known) }),
    [places, known],
  )
  const layers = {
    ...still,
    outages: useMemo(() => outagesOf(outages, places), [outages, places]),
    help: useMemo(() => helpOf(active, stations), [active, stations]),
    alerts: useMemo(() => alertsOf(alerts), [alerts]),
  }
  const everything = useMemo(
    () => cornersOf(known.id.map((_, n) => [known.lon[n] ?? 0, known.lat[n] ?? 0] as const)),
    [known],
  )
  const [wish, setWish] = useState<Look | null>(null)
  const [pointed, setPointed] = useState<Pointed | null>(null)
  // Until somebody looks elsewhere, everything.
  const look = useMemo(() => wish ?? (everything === null ? null : { n: 0, at: everything }), [wish, everything])
  const lookAt = (at: Look['at']) => setWish((before) => ({ n: (before?.n ?? 0) + 1, at }))
  const error = points.error ?? ground.error
  return (
    <div className={styles.page} data-fills>
      <section className={styles.map} aria-label={t('map')}>
        {error !== null && <p role="alert">{say(error)}</p>}
        {ground.data !== undefined && (
          <Suspense fallback={null}>
            <MapCanvas key={scheme} ground={ground.data} layers={layers} look={look} onPoint={setPointed} />
          </Suspense>
        )}
        <Legend />
        {pointed !== null && pointed.homes.length + pointed.alerts.length + pointed.outages.length > 0 && (
          <Card
            pointed={pointed}
            alerts={alerts.filter(({ id }) => pointed.alerts.includes(id))}
            outages={outages.filter(({ id }) => pointed.outages.includes(id))}
            residentIds={pointed.homes.flatMap((n) => known.id[n] ?? [])}
            onClose={() => setPointed(null)}
          />
        )}
      </section>
      <Beside
        alerts={alerts}
        outages={outages}
        workers={active}
        stations={stations}
        places={places}
        loaded={points.isSuccess}
        onLook={lookAt}
        everything={everything}
      />
    </div>
  )
}
