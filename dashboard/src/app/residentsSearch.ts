/** Which residents the page shows, as it stands in the address: a link can say it. */
export const residentLists = ['all', 'visits', 'protection'] as const
export type ResidentsSearch = { show?: (typeof residentLists)[number] }

/** What can't be read is left out. */
export function residentsSearch(search: Record<string, unknown>): ResidentsSearch {
  const show = residentLists.find((known) => known === search.show)
  return show === undefined || show === 'all' ? {} : { show }
}
