/** What goes on behind a name that is a road's: an area has none of it. */
const goesOn = /^(?:[\s-]*\p{Script=Latin}|[东南西北中]?(?:路|里|大?街|大道|巷|胡同))/u
const largerUnit = /(?:[省市区县镇乡]|街道)$/u

/**
 * Where the area stands in an address as the area, and not in the name of a road: after what `isBefore` lets stand
 * before it. Null where it doesn't.
 */
function placeOf(address: string, areaName: string, isBefore: (before: string) => boolean): number | null {
  if (areaName === '') return null
  for (let at = address.indexOf(areaName); at >= 0; at = address.indexOf(areaName, at + 1))
    if (!goesOn.test(address.slice(at + areaName.length)) && isBefore(address.slice(0, at).trim())) return at
  return null
}

const begins = (before: string) => before === '' || largerUnit.test(before)

/**
 * An address that begins with its area, taken apart: a narrow row leaves out what all rows say. An area that stands
 * elsewhere in it, or is all of it, is left where it is.
 */
export function takenApart(address: string, areaName: string): { area: string; place: string } {
  const at = placeOf(address, areaName, begins)
  const end = (at ?? 0) + areaName.length
  if (at === null || address.slice(end).trim() === '') return { area: '', place: address }
  return { area: address.slice(0, end), place: address.slice(end) }
}

/** Where somebody is, as one says it: the area first. In doubt it is said twice, never left out. */
export const saidWhole = (address: string, areaName: string): string =>
  placeOf(address, areaName, (before) => begins(before) || /[,，]$/.test(before)) === null
    ? [areaName, address].filter(Boolean).join(' ')
    : address
