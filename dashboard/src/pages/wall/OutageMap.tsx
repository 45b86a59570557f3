import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { mapAreasQuery } from '../../app/mapQueries.ts'
import { fitted } from '../../map/camera.ts'
import { cornersOf, joined } from '../../map/ground.ts'
import { areasOut } from '../../map/scene.ts'
import { createView, type View } from '../../map/view.ts'
import styles from './OutageMap.module.css'

const minuteMs = 60_000

/** Which part of town is out, at a glance. It is looked at and not worked with: the list beside it says and opens the same. */
export default function OutageMap({ open }: { open: readonly Incident[] }) {
  const { t } = useTranslation('wall')
  const areas = useQuery({ ...mapAreasQuery, refetchInterval: 5 * minuteMs })
  const known = areas.data?.items
  const scene = useMemo(() => areasOut(known ?? [], open), [known, open])
  const everything = useMemo(
    () => joined((known ?? []).flatMap(({ reach }) => (reach === null ? [] : [reach]))),
    [known],
  )
  const holder = useRef<HTMLDivElement>(null)
  const mover = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [view, setView] = useState<View | null>(null)

  useEffect(() => {
    if (holder.current === null || mover.current === null || canvas.current === null) return
    const held = holder.current
    const made = createView(held, mover.current, canvas.current, (_, { outages }) => {
      held.dataset.outages = String(outages.length)
    })
    setView(made)
    return () => made?.end()
  }, [])
  useEffect(() => view?.show(scene), [view, scene])
  useEffect(() => {
    if (view === null || everything === null || holder.current === null) return
    // A screen that is made full keeps all of the town in sight. Called at once, too.
    const fit = new ResizeObserver(() => view.look(fitted(cornersOf(everything), view.size(), 15), false))
    fit.observe(holder.current)
    return () => fit.disconnect()
  }, [view, everything])

  const names = [...new Set(open.map(({ areaName }) => areaName))]
  return (
    <>
      <div
        ref={holder}
        className={styles.held}
        role="img"
        aria-label={names.length === 0 ? t('outageMapCalm') : t('outageMap', { areas: names.join(t('listed')) })}
      >
        <div ref={mover} className={styles.mover}>
          <canvas ref={canvas} />
        </div>
      </div>
      {areas.isError && known === undefined && <p className={styles.failed}>{t('outageMapFailed')}</p>}
      {areas.isSuccess && everything === null && <p className={styles.failed}>{t('outageMapEmpty')}</p>}
    </>
  )
}
