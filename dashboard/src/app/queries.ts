import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Alert, TimelineEntry } from '../../../server/contract/alerts.ts'
import type { Page } from '../../../server/contract/common.ts'
import type { Device } from '../../../server/contract/devices.ts'
import type { Contact, Resident } from '../../../server/contract/people.ts'
import { api } from './api.ts'

export const residentQuery = (id: string) =>
  queryOptions({ queryKey: ['resident', id], queryFn: () => api.get<Resident>(`/residents/${id}`) })

const contactsQuery = (residentId: string) =>
  queryOptions({
    queryKey: ['resident', residentId, 'contacts'],
    queryFn: async () =>
      (await api.all<Contact>(`/residents/${residentId}/contacts`)).sort((a, b) => a.position - b.position),
  })

export const devicesQuery = (filters: { residentId?: string; areaId?: string }) =>
  queryOptions({ queryKey: ['devices', filters], queryFn: () => api.all<Device>('/devices', filters) })

export const alertQuery = (id: string) =>
  queryOptions({ queryKey: ['alert', id], queryFn: () => api.get<Alert>(`/alerts/${id}`) })

type StoryOf = 'alert' | 'ticket' | 'resident' | 'incident'
/** Oldest first; live events are appended as they come. Of a resident's whole life, the latest hundred entries. */
const timelineQuery = (of: StoryOf, id: string) =>
  queryOptions({
    queryKey: ['timeline', of, id],
    queryFn: async () => {
      const path = `/${of}s/${id}/timeline`
      const entries =
        of === 'resident'
          ? (await api.get<Page<TimelineEntry>>(path, { limit: 100 })).items
          : await api.all<TimelineEntry>(path)
      return entries.sort((a, b) => a.seq - b.seq)
    },
  })

export const useResident = (id: string, wanted = true) => useQuery({ ...residentQuery(id), enabled: wanted })
export const useContacts = (residentId: string, wanted = true) =>
  useQuery({ ...contactsQuery(residentId), enabled: wanted })
export const useDevices = (filters: { residentId?: string; areaId?: string }) => useQuery(devicesQuery(filters))
export const useAlert = (id: string) => useQuery(alertQuery(id))
export const useTimeline = (of: StoryOf, id: string) => useQuery(timelineQuery(of, id))
