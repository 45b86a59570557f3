import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VitalLimits } from './bands.ts'
import { bedDrawing } from './bedDrawing.ts'
import classes from './charts.module.css'
import type { Frame, Mark } from './drawing.ts'
import { Plot } from './Plot.tsx'
import type { Palette } from './palette.ts'
import { byDay, type Range } from './range.ts'
import { nearest } from './shape.ts'
import type { Measured, Night } from './useNight.ts'
import { vitalDrawing } from './vitalDrawing.ts'
import { whole } from './words.ts'

type Props = {
  night: Night
  range: Range
  timezone: string
  locale: string
  marks: readonly Mark[]
  /** What stands above the lines, in their measure. */
  marked?: ReactNode
  limits: VitalLimits
  /** The same in words, for who can't see it. */
  summary: string
}

/** Heart, breathing and bed under each other, with one cursor through all three. */
export function NightPlots({ night, range, timezone, locale, marks, marked, limits, summary }: Props) {
  const { t } = useTranslation('charts')
  const [cursorAt, setCursorAt] = useState<number | null>(null)
  const frame = useMemo<Frame>(() => ({ range, timezone, locale, onCursor: setCursorAt }), [range, timezone, locale])
  const { heart, breathing, movement, bed } = night

  const drawHeart = useCallback(
    (palette: Palette, width: number) =>
      vitalDrawing({ ...heart, limits: limits.heart, usual: [40, 120], round: 10 }, frame, marks, palette, width),
    [heart, limits, frame, marks],
  )
  const drawBreathing = useCallback(
    (palette: Palette, width: number) =>
      vitalDrawing({ ...breathing, limits: limits.breathing, usual: [5, 30], round: 5 }, frame, marks, palette, width),
    [breathing, limits, frame, marks],
  )
  const drawBed = useCallback(
    (palette: Palette, width: number) =>
      bedDrawing({ stretches: bed, movement: movement.points, gapMs: movement.gapMs }, frame, marks, palette, width),
    [bed, movement, frame, marks],
  )

  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -15, PageUp: 15 }[event.key]
    if (event.key === 'Escape') setCursorAt(null)
    if (step === undefined) return
    event.preventDefault()
    const from = cursorAt ?? (range.fromMs + range.toMs) / 2
    setCursorAt(Math.min(range.toMs, Math.max(range.fromMs, from + step * range.stepSeconds * 5000)))
  }

  const inBed = cursorAt === null ? undefined : bed.find((s) => s.fromMs <= cursorAt && cursorAt < s.toMs)?.inBed
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the cursor through the night
    // biome-ignore lint/a11y/useSemanticElements: an img can't hold a canvas and its legend
    <div role="group" tabIndex={0} className={classes.plots} aria-label={`${summary} ${t('keys')}`} onKeyDown={move}>
      {marked}
      <Legend title={t('heart')} unit={t('perMinute')} at={cursorAt} of={heart} />
      <Plot height={150} draw={drawHeart} cursorAt={cursorAt} />
      <Legend title={t('breathing')} unit={t('perMinute')} at={cursorAt} of={breathing} />
      <Plot height={110} draw={drawBreathing} cursorAt={cursorAt} />
      <div className={classes.legend}>
        <span>{t('bed')}</span>
        <output className={classes.value}>
          {inBed === undefined ? '' : t(inBed ? 'inBed' : 'up')}
          {cursorAt !== null && <time>{clock(cursorAt, range, timezone, locale)}</time>}
        </output>
      </div>
      <Plot height={84} draw={drawBed} cursorAt={cursorAt} />
    </div>
  )
}

function Legend({ title, unit, at, of }: { title: string; unit: string; at: number | null; of: Measured }) {
  const { t } = useTranslation('charts')
  const point = at === null ? null : nearest(of.points, at, of.gapMs)
  return (
    <div className={classes.legend}>
      <span>
        {title} <small>{unit}</small>
      </span>
      <output className={classes.value}>
        {at !== null && (point ? whole(point.mean) : t('notMeasured'))}
        {point && point.max - point.min >= 1 && (
          <small>
            {whole(point.min)}–{whole(point.max)}
          </small>
        )}
      </output>
    </div>
  )
}

const clock = (at: number, range: Range, timezone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    ...(byDay(range) ? { month: 'numeric', day: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: timezone,
  }).format(at)
