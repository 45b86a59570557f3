import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MapGround, MapHomes } from '../../../../server/contract/map.ts'
import type { Staff } from '../../../../server/contract/people.ts'
import type { Provider } from '../../../../server/contract/providers.ts'
import { api } from '../../app/api.ts'
import { allOf, knownBy } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { mapAlertsQuery, mapAreasQuery } from '../../app/mapQueries.ts'
import { useProblemText } from '../../app/problem.ts'
import { cornersOf, joined } from '../../map/ground.ts'
import type { Pointed } from '../../map/pointing.ts'
import { alertsOf, groundsOf, helpOf, homesOf, openAlerts, outagesOf, placesOf, type Scene } from '../../map/scene.ts'
import { Beside } from './Beside.tsx'
import { Card } from './Card.tsx'
import { Legend } from './Legend.tsx'
import { type Look, MapCanvas } from './MapCanvas.tsx'
import styles from './map.module.css'

const nowhere: MapHomes = { lat: [], lon: [], state: [] }
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
  const areas = useQuery({ ...mapAreasQuery, refetchInterval: 5 * minuteMs })
  // Where alerts are is known long before all is known of them.
  const marked = useQuery({ ...mapAlertsQuery, enabled: !live.loaded })
  // A city's homes are many: they come when what is urgent is here.
  const homes = useQuery({
    queryKey: ['map', 'homes'],
    queryFn: () => api.get<MapHomes>('/map/homes'),
    enabled: !areas.isPending && !marked.isLoading,
    staleTime: minuteMs,
    refetchInterval: 5 * minuteMs,
  })
  const workers = useQuery({
    queryKey: ['staff', 'workers'],
    queryFn: () => api.all<Staff>('/staff', { role: 'worker' }),
    refetchInterval: minuteMs,
  })
  const providers = useQuery({ queryKey: ['providers'], queryFn: () => api.all<Provider>('/providers') })
  const known = areas.data?.items
  const places = useMemo(() => placesOf(known ?? []), [known])
  const open = useMemo(() => openAlerts(live.alerts), [live.alerts])
  const outages = useMemo(() => allOf(live.incidents).filter(({ state }) => state !== 'resolved'), [live.incidents])
  const active = useMemo(() => (workers.data ?? []).filter((one) => one.active), [workers.data])
  const stations = useMemo(
    () => (providers.data ?? []).filter((one) => one.kind === 'station' && one.active),
    [providers.data],
  )
  const scene: Scene = useSame({
    grounds: useMemo(() => groundsOf(known ?? []), [known]),
    outages: useMemo(() => outagesOf(outages, places), [outages, places]),
    homes: useMemo(() => homesOf(homes.data ?? nowhere), [homes.data]),
    alerts: useAlertMarks(live, marked.data),
    help: useMemo(() => helpOf(active, stations), [active, stations]),
  })
  const everything = useMemo(() => {
    const reach = joined((known ?? []).flatMap(({ reach }) => (reach === null ? [] : [reach])))
    return reach === null ? null : cornersOf(reach)
  }, [known])
  const [wish, setWish] = useState<Look | null>(null)
  const [pointed, setPointed] = useState<(Pointed & { places: readonly { lat: number; lon: number }[] }) | null>(null)
  // Which home stands at which number changes with every answer: where they are is kept.
  const point = (at: Pointed) =>
    setPointed({ ...at, places: at.homes.map((n) => ({ lat: homes.data?.lat[n] ?? 0, lon: homes.data?.lon[n] ?? 0 })) })
  // Until somebody looks elsewhere, everything.
  const look = useMemo(() => wish ?? (everything === null ? null : { n: 0, at: everything }), [wish, everything])
  const lookAt = (at: Look['at']) => setWish((before) => ({ n: (before?.n ?? 0) + 1, at }))
  const error = areas.error ?? homes.error ?? ground.error
  return (
    <div className={styles.page} data-fills>
      <section className={styles.map} aria-label={t('map')}>
        <h1 className={styles.spoken}>{t('title')}</h1>
        {error !== null && <p role="alert">{say(error)}</p>}
        <MapCanvas key={scheme} ground={ground.data} scene={scene} look={look} onPoint={point} />
        <Legend />
        {pointed !== null && pointed.homes.length + pointed.alerts.length + pointed.outages.length > 0 && (
          <Card
            alerts={pointed.alerts.flatMap((id) => knownBy(live.alerts, id) ?? [])}
            outages={outages.filter(({ id }) => pointed.outages.includes(id))}
            homes={pointed.places}
            onClose={() => setPointed(null)}
          />
        )}
      </section>
      <Beside
        alerts={open}
        outages={outages}
        workers={active}
        stations={stations}
        places={places}
        loaded={areas.isSuccess}
        told={live.loaded || open.length > 0}
        onLook={lookAt}
        everything={everything}
      />
    </div>
  )
}

/** Marks are made anew, and painted, for what changes them alone. */
function useAlertMarks(
  { alerts, loaded }: ReturnType<typeof useLive>,
  others: Parameters<typeof alertsOf>[1] | undefined,
) {
  const before = useRef<Scene['alerts'] | null>(null)
  const marks = useMemo(
    () => alertsOf(alerts, loaded ? null : (others ?? null), before.current),
    [alerts, loaded, others],
  )
  before.current = marks
  return marks
}

function useSame(scene: Scene): Scene {
  const { grounds, outages, homes, alerts, help } = scene
  return useMemo(() => ({ grounds, outages, homes, alerts, help }), [grounds, outages, homes, alerts, help])
}
