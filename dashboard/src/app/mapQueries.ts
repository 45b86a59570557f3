import { queryOptions } from '@tanstack/react-query'
import type { MapAlerts, MapAreas } from '../../../server/contract/map.ts'
import { api } from './api.ts'

/** What the map shows first. The router asks for it while the page itself is still on its way. */
export const mapAreasQuery = queryOptions({
  queryKey: ['map', 'areas'],
  queryFn: () => api.get<MapAreas>('/map/areas'),
  staleTime: 60_000,
})
export const mapAlertsQuery = queryOptions({
  queryKey: ['map', 'alerts'],
  queryFn: () => api.get<MapAlerts>('/map/alerts'),
})
