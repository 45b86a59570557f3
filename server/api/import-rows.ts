import type { z } from 'zod'
import { NewDevice } from '../contract/devices.ts'
import type { ImportFault } from '../contract/imports.ts'
import { type Area, NewContact, NewResident } from '../contract/people.ts'
import { type PlaceSystem, pastedPlace, toWgs84 } from '../core/place/china.ts'
import type { CsvRow, RowError } from './csv.ts'
import { choice, dateOf, given, isShortened, numberOf, phoneOf, yesOrNo } from './import-values.ts'

export type Judged<T> = { ok: true; row: T } | { ok: false; errors: RowError[] }

/** Finds an area by id or by names such as `朝阳区/建国门街道`; the names of an area end with the names asked for. */
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
    const wanted = asked.split(/[/／>]/).map((name) => name.trim())
    const fitting = (byLastName.get(wanted.at(-1) ?? '') ?? []).filter(({ names }) =>
      wanted.every((name, i) => names[names.length - wanted.length + i] === name),
    )
    return fitting.length > 1 ? 'ambiguous' : (fitting[0]?.area ?? null)
  }
}

/** `system`: what map the places of the file were copied from. */
export function judgeResident(
  { line, fields }: CsvRow,
  find: AreaFinder,
  home: Area,
  system: PlaceSystem,
): Judged<z.output<typeof NewResident>> {
  const area = areaOf(line, given(fields.area), find, home)
  const place = placeOf(line, fields, system)
  return judged(line, [...area.errors, ...place.errors], fields, NewResident, {
    name: given(fields.name),
    areaId: area.id,
    address: given(fields.address),
    bornOn: dateOf(given(fields.bornOn)),
    sex: choice(given(fields.sex)),
    phone: phoneOf(given(fields.phone)),
    careLevel: choice(given(fields.careLevel)),
    livesAlone: yesOrNo(given(fields.livesAlone)),
    leftBehind: yesOrNo(given(fields.leftBehind)),
    place: place.at,
    conditions: given(fields.conditions)
      ?.split(/[;；、\n]/)
      .flatMap((part) => part.trim() || []),
    instructions: fields.instructions,
    keySafe: fields.keySafe,
  })
}

/** The resident is still as the file has it: the caller knows who exists. */
export function judgeDevice({ line, fields }: CsvRow, find: AreaFinder): Judged<z.output<typeof NewDevice>> {
  const area = areaOf(line, given(fields.area), find, null)
  return judged(line, area.errors, fields, NewDevice, {
    id: fields.id,
    kind: choice(fields.kind),
    model: given(fields.model),
    location: given(fields.location),
    areaId: area.id,
    gatewayId: given(fields.gatewayId),
    power: choice(given(fields.power)),
    beatSeconds: numberOf(given(fields.beatSeconds)),
    secret: fields.secret,
  })
}

/** Whose contact it is the caller finds out. */
export function judgeContact({ line, fields }: CsvRow): Judged<z.output<typeof NewContact>> {
  const alerts = yesOrNo(given(fields.consentAlerts))
  const readings = yesOrNo(given(fields.consentReadings))
  const consent = { alerts: alerts ?? true, readings: readings ?? false }
  return judged(line, [], fields, NewContact, {
    name: given(fields.name),
    relation: given(fields.relation),
    phone: phoneOf(given(fields.phone)),
    email: given(fields.email),
    position: numberOf(given(fields.position)),
    language: choice(given(fields.language)),
    consent,
  })
}

function judged<S extends z.ZodType>(
  line: number,
  before: readonly RowError[],
  fields: CsvRow['fields'],
  schema: S,
  row: Record<string, unknown>,
): Judged<z.output<S>> {
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
  const parsed = schema.safeParse(said)
  const errors = [...before]
  for (const issue of parsed.error?.issues ?? []) {
    const field = columnOfIssue(issue.path.map(String), fields)
    if (field === 'areaId' || errors.some((error) => error.field === field)) continue
    const code = faultOf(field, fields[field])
    errors.push({ line, field, code, message: code === 'required' ? 'is needed' : issue.message })
  }
  return parsed.success && errors.length === 0 ? { ok: true, row: parsed.data } : { ok: false, errors }
}

function columnOfIssue([first = '', second = '']: readonly string[], fields: CsvRow['fields']): string {
  if (first === 'place') return fields.place === undefined ? second || 'lat' : 'place'
  if (first === 'consent') return second === 'readings' ? 'consentReadings' : 'consentAlerts'
  return first
}

/** What is wrong with a field that its schema refuses, by what kind of field it is. */
function faultOf(field: string, value: string | undefined): ImportFault {
  if (given(value) === undefined) return 'required'
  switch (field) {
    case 'phone':
      return isShortened(value ?? '') ? 'shortened' : 'phone'
    case 'bornOn':
      return 'date'
    case 'sex':
    case 'careLevel':
    case 'kind':
    case 'power':
    case 'language':
      return 'choice'
    case 'livesAlone':
    case 'leftBehind':
    case 'consentAlerts':
    case 'consentReadings':
      return 'yes_no'
    case 'lat':
    case 'lon':
    case 'place':
      return 'place'
    case 'beatSeconds':
    case 'position':
      return 'number'
    case 'email':
      return 'email'
    case 'id':
    case 'gatewayId':
      return isShortened(value ?? '') ? 'shortened' : 'id'
    case 'secret':
      return 'other'
    default:
      return 'too_long'
  }
}

function areaOf(
  line: number,
  asked: string | undefined,
  find: AreaFinder,
  home: Area | null,
): { id?: string; errors: RowError[] } {
  if (asked === undefined) return home === null ? { errors: [] } : { id: home.id, errors: [] }
  const found = find(asked)
  const wrong = (code: ImportFault, message: string) => ({ errors: [{ line, field: 'area', code, message }] })
  if (found === null) return wrong('area_unknown', 'no such area within yours')
  if (found === 'ambiguous')
    return wrong('area_ambiguous', 'several areas are called that: put the one it lies in before it, with a /')
  return { id: found.id, errors: [] }
}

function placeOf(line: number, fields: CsvRow['fields'], system: PlaceSystem): { at?: unknown; errors: RowError[] } {
  const [pasted, lat, lon] = [given(fields.place), numberOf(given(fields.lat)), numberOf(given(fields.lon))]
  if (pasted !== undefined) {
    const place = pastedPlace(pasted)
    if (place === null)
      return { errors: [{ line, field: 'place', code: 'place', message: 'two numbers, such as 116.397,39.908' }] }
    return { at: toWgs84(place, system), errors: [] }
  }
  if (lat === undefined && lon === undefined) return { errors: [] }
  if (typeof lat === 'number' && typeof lon === 'number') return { at: toWgs84({ lat, lon }, system), errors: [] }
  return { at: { lat, lon }, errors: [] }
}
