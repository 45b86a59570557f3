import { z } from 'zod'

/** Checks the calendar: no thirtieth of February, no hour 25. */
const Canonical = z.iso.datetime({ offset: true })

const form =
  /^(\d{4})(-?)(\d\d)\2(\d\d)[Tt ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,12}))?)?)?(?:([Zz])|([+\-\u2212])(\d\d)(?::?(\d\d))?)$/

/**
 * Epoch ms of an instant in ISO 8601 with a zone, in any of its forms: extended or basic, without seconds, `+08`, `+0800`,
 * `+08:00` or `Z`. Null for what is none, and for what has no zone: nobody knows whose eight o'clock it was.
 */
export function epochOfIso(text: string): number | null {
  const found = form.exec(text)
  if (found === null) return null
  const [, year, , month, day, hour, minute, second = '00', fraction = '0', , sign, hours, minutes = '00'] = found
  // An hour alone is ISO 8601 too, but no instant anybody measures at.
  if (minute === undefined) return null
  const zone = hours === undefined ? 'Z' : `${sign === '+' ? '+' : '-'}${hours}:${minutes}`
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`
  return Canonical.safeParse(written).success ? Date.parse(written) : null
}
