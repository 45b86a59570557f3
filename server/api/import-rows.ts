import type { z } from 'zod'
import { NewDevice } from '../contract/devices.ts'
import { type Area, NewResident } from '../contract/people.ts'
import type { CsvRow, RowError } from './csv.ts'

/** The columns of the two files. `area` is an id, or names such as `朝阳区/建国门街道` that fit one area alone. */
export const residentColumnNames = [
  'name',
  'area',
  'address',
  'bornOn',
  'sex',
  'phone',
  'careLevel',
  'livesAlone',
  'lat',
  'lon',
  'conditions',
  'instructions',
  'keySafe',
] as const
export const deviceColumnNames = [
  'id',
  'kind',
  'model',
  'location',
  'resident',
  'area',
  'gatewayId',
  'power',
  'beatSeconds',
  'secret',
] as const

type Judged<T> = { ok: true; row: T } | { ok: false; errors: RowError[] }

/** Finds an area by id or by names; the names of an area end with the names asked for. */
export type AreaFinder = (asked: string) => Area | null | 'ambiguous'

export function areaFinder(all: readonly Area[], within: string): AreaFinder {
  const byId = new Map(all.map((area) => [area.id, area]))
  const byLastName = new Map<string, { area: Area; names: string[] }[]>()
  for (const area of all) {
    if (!area.path.startsWith(within)) continue
    const names = area.path.split('/').flatMap((id) => byId.get(id)?.name ?? [])
    byLastName.set(area.name, [...(byLastName.get(area.name) ?? []), { area, names }])
  }
  return (asked) => {
    const known = byId.get(asked)
    if (known !== undefined) return known.path.startsWith(within) ? known : null
    const wanted = asked.split('/').map((name) => name.trim())
    const fitting = (byLastName.get(wanted.at(-1) ?? '') ?? []).filter(({ names }) =>
      wanted.every((name, i) => names[names.length - wanted.length + i] === name),
    )
    return fitting.length > 1 ? 'ambiguous' : (fitting[0]?.area ?? null)
  }
}

export function judgeResident(
  { line, fields }: CsvRow,
  find: AreaFinder,
  home: Area,
): Judged<z.output<typeof NewResident>> {
  const area = areaOf(fields.area, find, home)
  const { lat, lon } = fields
  return judged(line, area.error, NewResident, {
    name: fields.name,
    areaId: area.id,
    address: fields.address,
    bornOn: fields.bornOn,
    sex: fields.sex,
    phone: fields.phone,
    careLevel: fields.careLevel,
    livesAlone: yesOrNo(fields.livesAlone),
    place: lat === undefined && lon === undefined ? undefined : { lat: numberOf(lat), lon: numberOf(lon) },
    conditions: fields.conditions?.split(/[;；]/).flatMap((part) => part.trim() || []),
    instructions: fields.instructions,
    keySafe: fields.keySafe,
  })
}

/** The resident is still as the file has it: the caller knows who exists. */
export function judgeDevice({ line, fields }: CsvRow, find: AreaFinder): Judged<z.output<typeof NewDevice>> {
  const area = fields.area === undefined ? null : areaOf(fields.area, find, null)
  return judged(line, area?.error ?? null, NewDevice, {
    id: fields.id,
    kind: fields.kind,
    model: fields.model,
    location: fields.location,
    areaId: area?.id,
    gatewayId: fields.gatewayId,
    power: fields.power,
    beatSeconds: fields.beatSeconds === undefined ? undefined : numberOf(fields.beatSeconds),
    secret: fields.secret,
  })
}

function judged<S extends z.ZodType>(
  line: number,
  areaError: string | null,
  schema: S,
  row: Record<string, unknown>,
): Judged<z.output<S>> {
  const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
  const parsed = schema.safeParse(given)
  const errors: RowError[] = areaError === null ? [] : [{ line, field: 'area', message: areaError }]
  for (const issue of parsed.error?.issues ?? []) {
    const [first, second] = issue.path.map(String)
    const field = first === 'place' ? (second ?? 'lat') : (first ?? '')
    if (field !== 'areaId') errors.push({ line, field, message: issue.message })
  }
  return parsed.success && errors.length === 0 ? { ok: true, row: parsed.data } : { ok: false, errors }
}

function areaOf(asked: string | undefined, find: AreaFinder, home: Area | null): { id?: string; error: string | null } {
  if (asked === undefined) return home === null ? { error: null } : { id: home.id, error: null }
  const found = find(asked)
  if (found === null) return { error: 'no such area within yours' }
  if (found === 'ambiguous')
    return { error: 'several areas are called that: put the one it lies in before it, with a /' }
  return { id: found.id, error: null }
}

/** What is no number stays text, and is refused as such. */
const numberOf = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text

function yesOrNo(text: string | undefined): boolean | string | undefined {
  switch (text?.toLowerCase()) {
    case 'true':
    case 'yes':
    case '1':
    case '是':
      return true
    case 'false':
    case 'no':
    case '0':
    case '否':
      return false
    default:
      return text
  }
}
