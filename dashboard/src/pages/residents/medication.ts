import type { Resident } from '../../../../server/contract/people.ts'

type Medication = NonNullable<Resident['medication']>

/** Times and medicines as they are typed: a line each, the time first. */
export const medicationText = (medication: Medication): string =>
  medication.map(({ at, what }) => `${at} ${what}`).join('\n')

/** Read back in order of time; null while a line is not a time and a name. Full-width colons are taken as well. */
export function medicationFrom(text: string): Medication | null {
  const found: Medication = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const [, hour, minute, what] = /^\s*(\d{1,2})[:：](\d{2})\s+(.{1,100}?)\s*$/.exec(line) ?? []
    if (hour === undefined || minute === undefined || what === undefined) return null
    if (Number(hour) > 23 || Number(minute) > 59) return null
    found.push({ at: `${hour.padStart(2, '0')}:${minute}`, what })
  }
  return found.length > 24 ? null : found.sort((a, b) => a.at.localeCompare(b.at))
}
