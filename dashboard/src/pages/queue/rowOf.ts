/** The alert or outage in whose row something stands. */
export const rowOf = (element: Element | null): string | null =>
  element?.closest('li')?.querySelector('[id^="row-"]')?.id.slice('row-'.length) ?? null
