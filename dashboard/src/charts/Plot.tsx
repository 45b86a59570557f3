import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import classes from './charts.module.css'
import { type Palette, paletteOf, useScheme } from './palette.ts'

export type Drawing = { options: Omit<uPlot.Options, 'width' | 'height'>; data: uPlot.AlignedData }

type Props = {
  height: number
  /** Memoised by the caller: a new function draws anew. */
  draw: (palette: Palette, width: number) => Drawing
  /** Where the shared cursor stands, epoch ms; null when nobody points. */
  cursorAt: number | null
}

/** One uPlot in the width it is given. What it shows is also said in words beside it, so it is hidden from readers. */
export function Plot({ height, draw, cursorAt }: Props) {
  const place = useRef<HTMLDivElement | null>(null)
  const [width, setWidth] = useState(0)
  const plot = useRef<uPlot | null>(null)
  const scheme = useScheme()

  useEffect(() => {
    const host = place.current
    if (!host) return
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(host)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    const host = place.current
    // Another colour scheme needs another drawing.
    if (!host || width === 0 || scheme === '') return
    const { options, data } = draw(paletteOf(host), width)
    const made = new uPlot({ ...options, width, height }, data, host)
    plot.current = made
    return () => {
      plot.current = null
      made.destroy()
    }
  }, [draw, height, width, scheme])

  useEffect(() => {
    const made = plot.current
    if (!made) return
    const left = cursorAt === null ? -10 : made.valToPos(cursorAt, 'x')
    made.setCursor({ left, top: cursorAt === null ? -10 : 0 }, false)
  }, [cursorAt])

  return <div ref={place} className={classes.plot} style={{ height }} aria-hidden />
}
