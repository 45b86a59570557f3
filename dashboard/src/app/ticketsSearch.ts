/** Which tickets the page shows, as it stands in the address: a link can say it. */
export const ticketGroups = ['open', 'waiting', 'overdue', 'done', 'closed', 'all'] as const
export type TicketGroup = (typeof ticketGroups)[number]
export type TicketsSearch = { show?: TicketGroup; kind?: string; residentId?: string; deviceId?: string }

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 64 ? value : undefined

/** What can't be read is left out. */
export function ticketsSearch(search: Record<string, unknown>): TicketsSearch {
  const show = ticketGroups.find((known) => known === search.show)
  const [kind, residentId, deviceId] = [text(search.kind), text(search.residentId), text(search.deviceId)]
  return {
    ...(show === undefined ? {} : { show }),
    ...(kind === undefined ? {} : { kind }),
    ...(residentId === undefined ? {} : { residentId }),
    ...(deviceId === undefined ? {} : { deviceId }),
  }
}
