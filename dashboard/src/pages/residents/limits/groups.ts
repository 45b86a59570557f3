import type { LimitInfo } from '../../../../../server/contract/limits.ts'

export type LimitName = LimitInfo['name']

/** Which limits stand together, by what their names begin with; the first groups are what people change. */
const groupNames = [
  'heart_rate',
  'respiratory_rate',
  'spo2',
  'temperature',
  'blood_pressure',
  'bed_exit',
  'no_activity',
  'other',
] as const
export type GroupName = (typeof groupNames)[number]

export const groupOf = (name: string): GroupName =>
  groupNames.find((group) => group !== 'other' && name.startsWith(`${group}_`)) ?? 'other'

/** Every group with its limits, in the hub's order; groups nobody has limits for are left out. */
export function grouped(known: readonly LimitInfo[]): { group: GroupName; limits: LimitInfo[] }[] {
  return groupNames
    .map((group) => ({ group, limits: known.filter(({ name }) => groupOf(name) === group) }))
    .filter(({ limits }) => limits.length > 0)
}

/** One line of the form: a figure for the whole day, or for a part of it. Text, as it is typed. */
export type Line = { key: string; name: string; value: string; from: string; until: string }

/** The lines a person's own limits make: `name@22:00-06:00` is a line of its own. */
export function linesOf(own: Readonly<Record<string, number>>): Line[] {
  return Object.entries(own).map(([field, value]) => {
    const [name = field, hours = ''] = field.split('@')
    const [from = '', until = ''] = hours.split('-')
    return { key: field, name, value: String(value), from, until }
  })
}

/** What is sent: empty lines have the default. */
export function limitsOf(lines: readonly Line[]): Record<string, number> {
  const own: Record<string, number> = {}
  for (const line of lines) {
    if (line.value.trim() === '') continue
    own[fieldOf(line)] = Number(line.value)
  }
  return own
}

export const fieldOf = ({ name, from, until }: Line): string => (from === '' ? name : `${name}@${from}-${until}`)
