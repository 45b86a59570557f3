import { useQuery } from '@tanstack/react-query'
import type { Device, DeviceBefore, Series } from '../../../server/contract/devices.ts'
import type { Area } from '../../../server/contract/people.ts'
import { api } from '../app/api.ts'
import { useMe } from '../app/session.ts'
import { type Stretch, stretches } from './bed.ts'
import { deviceOf } from './deviceOf.ts'
import type { Range } from './range.ts'
import { gapAfterMs, type Point } from './shape.ts'

type Metric = Series['metric']
const refreshMs = 60_000

/** A device that somebody had before, and who. */
type Before = DeviceBefore & { residentId: string }

function useReadings(devices: readonly Device[], metric: Metric, range: Range, before: Before | null) {
  const id = before?.deviceId ?? deviceOf(devices, metric)?.id
  return useQuery({
    queryKey: ['readings', id, metric, range.name, range.fromMs, range.toMs, before?.residentId],
    queryFn: () =>
      api.get<Series>(`/devices/${encodeURIComponent(id ?? '')}/readings`, {
        metric,
        ...(before !== null && { residentId: before.residentId }),
        from: new Date(range.fromMs).toISOString(),
        to: new Date(range.toMs).toISOString(),
        resolution: range.resolution,
      }),
    enabled: id !== undefined,
    // A night that is over does not change.
    refetchInterval: () => (range.toMs + 10 * refreshMs > Date.now() ? refreshMs : false),
    placeholderData: (shown, query) => (query?.queryKey[3] === range.name ? shown : undefined),
  })
}

export type Measured = { points: readonly Point[]; gapMs: number }
export type Night = { heart: Measured; breathing: Measured; movement: Measured; bed: readonly Stretch[] }

/** Everything a chart of one person shows over a range, as it was measured. */
export function useNight(devices: readonly Device[], range: Range, before: Before | null = null) {
  const heart = useReadings(devices, 'heart_rate', range, before)
  const breathing = useReadings(devices, 'respiratory_rate', range, before)
  const bed = useReadings(devices, 'in_bed', range, before)
  const movement = useReadings(devices, 'movement', range, before)
  const all = [heart, breathing, bed, movement]
  const stepMs = range.stepSeconds * 1000
  const measured = (series: Series | undefined): Measured => {
    const points = series?.points ?? []
    return { points, gapMs: gapAfterMs(points, stepMs) }
  }
  const inBed = measured(bed.data)
  return {
    night: {
      heart: measured(heart.data),
      breathing: measured(breathing.data),
      movement: measured(movement.data),
      bed: stretches(inBed.points, inBed.gapMs, stepMs),
    } satisfies Night,
    loading: all.some((query) => query.isLoading),
    failed: all.some((query) => query.isError),
    retry: () => Promise.all(all.filter((query) => query.isError).map((query) => query.refetch())),
  }
}

/** The zone of the area a device is in; until areas are known (or may not be), that of whoever looks. */
export function useTimezone(areaId: string | undefined): string {
  const mine = useMe().area
  const areas = useQuery({
    queryKey: ['areas'],
    queryFn: () => api.all<Area>('/areas'),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    enabled: areaId !== undefined && areaId !== mine.id,
  })
  return areas.data?.find((area) => area.id === areaId)?.timezone ?? mine.timezone
}
