/**
 * An address that begins with its area, taken apart: a narrow row leaves out what all rows say. An area that stands
 * elsewhere in it, or is all of it, is left where it is.
 */
export function takenApart(address: string, areaName: string): { area: string; place: string } {
  const at = areaName === '' ? -1 : address.indexOf(areaName)
  const end = at + areaName.length
  if (at < 0 || address.slice(end).trim() === '') return { area: '', place: address }
  return { area: address.slice(0, end), place: address.slice(end) }
}

/** Where somebody is, as one says it: the area first, but once. */
export const saidWhole = (address: string, areaName: string): string =>
  address.includes(areaName) ? address : [areaName, address].filter(Boolean).join(' ')
