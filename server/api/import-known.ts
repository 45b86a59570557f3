import type { z } from 'zod'
import type { Area, Contact, NewContact, NewResident } from '../contract/people.ts'
import { inArea } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import type { CsvRow, RowError } from './csv.ts'
import type { ApiDeps } from './deps.ts'
import type { WantedDevice } from './device-fields.ts'
import { given } from './import-values.ts'

type Good<T> = { from: CsvRow; row: T }
type Known = { id: string; areaId: string; areaPath: string; address: string }
export type Placed = { wanted: WantedDevice; areaId: string }

/** People who are there already or stand in the file twice, by name and address: a file is easily sent a second time. */
export async function residentsTwice(
  { db, queries }: ApiDeps,
  actor: Actor,
  rows: readonly Good<z.output<typeof NewResident>>[],
): Promise<RowError[]> {
  const known = await queries.residents.byIdOrName(db, actor.areaPath, [...new Set(rows.map(({ row }) => row.name))])
  const key = (name: string, address: string) => `${name}\n${plain(address)}`
  const there = new Set([...known].flatMap(([name, all]) => all.map(({ address }) => key(name, address))))
  const seen = new Set<string>()
  return rows.flatMap(({ from: { line }, row }): RowError[] => {
    const mine = key(row.name, row.address)
    const twice = seen.has(mine)
    seen.add(mine)
    if (twice) return [{ line, field: 'name', code: 'twice', message: 'is in this file twice, with this address' }]
    return there.has(mine)
      ? [{ line, field: 'name', code: 'exists', message: 'somebody of this name lives at this address already' }]
      : []
  })
}

/** Whose contact each is, and on what place of their list: after those who are there, unless the file says where. */
export async function contactsToImport(
  { db, queries, newId }: ApiDeps,
  actor: Actor,
  all: readonly CsvRow[],
  rows: readonly Good<z.output<typeof NewContact>>[],
): Promise<{ contacts: Contact[]; errors: RowError[] }> {
  const errors: RowError[] = []
  const find = await residentFinder({ db, queries }, actor, all)
  // Also of rows that are wrong otherwise: everything is said at once.
  const whose = new Map(all.map((from) => [from.line, find(from, errors, true)]))
  const ids = [...new Set([...whose.values()].flatMap((resident) => resident?.id ?? []))]
  const there = Map.groupBy(await queries.contacts.ofResidents(db, ids), ({ residentId }) => residentId)
  const last = new Map(ids.map((id) => [id, Math.max(0, ...(there.get(id) ?? []).map(({ position }) => position))]))
  const seen = new Set<string>()

  const contacts = rows.flatMap(({ from: { line }, row }): Contact[] => {
    const resident = whose.get(line)
    if (resident === undefined) return []
    const mine = `${resident.id}\n${row.name}\n${row.phone ?? ''}`
    const digits = (phone: string | null | undefined) => (phone ?? '').replace(/\D/g, '')
    const exists = there
      .get(resident.id)
      ?.some(({ name, phone }) => name === row.name && digits(phone) === digits(row.phone))
    if (exists) errors.push({ line, field: 'name', code: 'exists', message: 'is a contact already' })
    if (seen.has(mine)) errors.push({ line, field: 'name', code: 'twice', message: 'is in this file twice' })
    seen.add(mine)
    const position = row.position ?? Math.min((last.get(resident.id) ?? 0) + 1, 50)
    last.set(resident.id, Math.max(last.get(resident.id) ?? 0, position))
    return [
      {
        id: newId(),
        residentId: resident.id,
        position,
        name: row.name,
        relation: row.relation ?? '',
        phone: row.phone ?? null,
        email: row.email ?? null,
        language: row.language ?? 'zh',
        consent: row.consent ?? { alerts: true, readings: false },
        userId: null,
      },
    ]
  })
  return { contacts, errors }
}

/** Whose each device is and where, who speaks for it, and whether its id is free: asked once for all rows. */
export async function placedDevices(
  { db, queries }: ApiDeps,
  actor: Actor,
  areas: readonly Area[],
  rows: readonly Good<WantedDevice>[],
): Promise<{ devices: Placed[]; errors: RowError[] }> {
  const errors: RowError[] = []
  const find = await residentFinder(
    { db, queries },
    actor,
    rows.map(({ from }) => from),
  )
  const inFile = new Map(rows.map(({ row }) => [row.id, row.kind]))
  const known = await queries.devices.existing(db, [
    ...new Set(rows.flatMap(({ row }) => [row.id, ...(row.gatewayId ? [row.gatewayId] : [])])),
  ])
  const seen = new Set<string>()
  const pathOf = new Map(areas.map((area) => [area.id, area.path]))

  const devices = rows.map(({ from, row }): Placed => {
    const { line } = from
    if (known.has(row.id))
      errors.push({ line, field: 'id', code: 'exists', message: 'there is a device of this id already' })
    if (seen.has(row.id)) errors.push({ line, field: 'id', code: 'twice', message: 'is in this file twice' })
    seen.add(row.id)

    const gateway = row.gatewayId ? known.get(row.gatewayId) : undefined
    const gatewayKind = row.gatewayId
      ? (inFile.get(row.gatewayId) ?? (gateway && inArea(actor, gateway.areaPath) ? gateway.kind : null))
      : 'gateway'
    if (gatewayKind !== 'gateway' || row.gatewayId === row.id)
      errors.push({ line, field: 'gatewayId', code: 'gateway_unknown', message: 'no such gateway within your area' })

    const resident = find(from, errors, false, row.areaId === undefined ? undefined : pathOf.get(row.areaId))
    return {
      wanted: { ...row, residentId: resident?.id ?? null },
      areaId: resident?.areaId ?? row.areaId ?? actor.areaId,
    }
  })
  return { devices, errors }
}

/** Finds the one resident a row names, by id or name and, where several are called so, the address; else says why not. */
async function residentFinder({ db, queries }: Pick<ApiDeps, 'db' | 'queries'>, actor: Actor, rows: readonly CsvRow[]) {
  const asked = [...new Set(rows.flatMap(({ fields }) => fields.resident ?? []))]
  const residents = await queries.residents.byIdOrName(db, actor.areaPath, asked)
  return ({ line, fields }: CsvRow, errors: RowError[], needed: boolean, within?: string): Known | undefined => {
    const name = given(fields.resident)
    const address = given(fields.residentAddress)
    const wrong = (code: RowError['code'], message: string): undefined => {
      errors.push({ line, field: 'resident', code, message })
    }
    if (name === undefined) return needed ? wrong('required', 'is needed') : undefined
    const fitting = (residents.get(name) ?? [])
      .filter(({ areaPath }) => within === undefined || areaPath.startsWith(within))
      .filter((known) => address === undefined || plain(known.address) === plain(address))
    if (fitting.length === 0) return wrong('resident_unknown', 'no such resident within that area')
    if (fitting.length > 1)
      return wrong('resident_ambiguous', 'several residents are called that: give the address or the id')
    return fitting[0]
  }
}

/** An address without its spaces: the same home in two files. */
const plain = (address: string): string => address.normalize('NFKC').replace(/\s/g, '')
