import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRoute, z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { type Area, ImportResult } from '../../contract/people.ts'
import { inArea } from '../../core/access/may.ts'
import type { Actor } from '../../core/access/roles.ts'
import { answers } from '../answers.ts'
import { type CsvRow, type RowError, readCsv, rowsATurn } from '../csv.ts'
import type { ApiDeps } from '../deps.ts'
import { newDeviceRow, type WantedDevice } from '../device-fields.ts'
import { areaFinder, deviceColumnNames, judgeDevice, judgeResident, residentColumnNames } from '../import-rows.ts'
import { newResidentRow } from '../resident-fields.ts'
import { newRouter } from '../router.ts'
import { notFound, only } from '../sight.ts'

/** More errors than this help nobody. */
const mostErrors = 1_000

const csvBody = (columns: readonly string[], example: string) => ({
  required: true as const,
  content: {
    'text/csv': {
      schema: z
        .string()
        .meta({ description: `UTF-8, up to 10,000 rows; the first names the columns: ${columns.join(', ')}.` }),
      example,
    },
  },
})

const importResidents = createRoute({
  method: 'post',
  path: '/residents/import',
  middleware: only('resident.write'),
  tags: ['residents'],
  summary: 'Many residents from a CSV file: all of them, or none and what is wrong with each row',
  request: {
    body: csvBody(
      residentColumnNames,
      'name,area,address,phone\n王桂芬,朝阳区/建国门街道,永安里 3 号 201,13800001111\n',
    ),
  },
  responses: answers(ImportResult, 'How many were created, or the errors by line and field.', 413, 415),
})
const importDevices = createRoute({
  method: 'post',
  path: '/devices/import',
  middleware: only('device.write'),
  tags: ['devices'],
  summary: 'Many devices from a CSV file: all of them with their secrets, or none and what is wrong with each row',
  request: { body: csvBody(deviceColumnNames, 'id,kind,resident,location\nk3-118,call_button,王桂芬,床头\n') },
  responses: answers(
    ImportResult,
    'How many were created and their secrets, or the errors by line and field.',
    413,
    415,
  ),
})

export const importRoutes = (deps: ApiDeps) => {
  const { db, queries } = deps

  const areasFor = async (actor: Actor) => {
    const all = await queries.areas.below(db, `/${actor.areaPath.split('/')[1] ?? ''}/`)
    const home = all.find((area) => area.id === actor.areaId)
    if (home === undefined) throw notFound()
    return { all, home, find: areaFinder(all, actor.areaPath) }
  }

  return newRouter()
    .openapi(importResidents, async (c) => {
      const actor = c.get('actor')
      const { rows, errors } = await readCsv(await csvOf(c.req), residentColumnNames)
      if (errors.length > 0) return c.json(refused(errors), 200)
      const { find, home } = await areasFor(actor)
      const wanted = await judgedInTurns(rows, (row) => judgeResident(row, find, home))
      if (wanted.errors.length > 0) return c.json(refused(wanted.errors), 200)
      const made = wanted.good.map(({ row }) => newResidentRow(deps.newId(), row, deps.now()))
      await db.transaction().execute((trx) => queries.residents.insert(trx, made))
      await deps.residentsChanged(made.map(({ id }) => id))
      return c.json({ created: made.length, errors: [] }, 200)
    })
    .openapi(importDevices, async (c) => {
      const actor = c.get('actor')
      const { rows, errors } = await readCsv(await csvOf(c.req), deviceColumnNames)
      if (errors.length > 0) return c.json(refused(errors), 200)
      const { all, find } = await areasFor(actor)
      const wanted = await judgedInTurns(rows, (row) => judgeDevice(row, find))
      const placed = await placedDevices(deps, actor, all, wanted.good)
      const wrong = [...wanted.errors, ...placed.errors]
      if (wrong.length > 0) return c.json(refused(wrong), 200)

      const secrets: { deviceId: string; secret: string }[] = []
      const made: ReturnType<typeof newDeviceRow>[] = []
      for (const [i, { wanted: device, areaId }] of placed.devices.entries()) {
        if (i % rowsATurn === rowsATurn - 1) await nextTurn()
        const secret = device.secret ?? queries.deviceSecrets.newSecret()
        secrets.push({ deviceId: device.id, secret })
        made.push(newDeviceRow(device, areaId, queries.deviceSecrets.storeSecret(secret), deps.now()))
      }
      // A device can stand before its gateway in the file: gateways go in first.
      const gatewaysFirst = [...made].sort((a, b) => Number(b.kind === 'gateway') - Number(a.kind === 'gateway'))
      await db.transaction().execute((trx) => queries.devices.insert(trx, gatewaysFirst))
      await deps.devicesChanged(secrets.map(({ deviceId }) => deviceId))
      return c.json({ created: made.length, errors: [], secrets }, 200)
    })
}

type Placed = { wanted: WantedDevice; areaId: string }

/** Whose each device is and where, who speaks for it, and whether its id is free: asked once for all rows. */
async function placedDevices(
  { db, queries }: ApiDeps,
  actor: Actor,
  areas: readonly Area[],
  rows: readonly { from: CsvRow; row: WantedDevice }[],
): Promise<{ devices: Placed[]; errors: RowError[] }> {
  const errors: RowError[] = []
  const asked = [...new Set(rows.flatMap(({ from }) => from.fields.resident ?? []))]
  const residents = await queries.residents.byIdOrName(db, actor.areaPath, asked)
  const inFile = new Map(rows.map(({ row }) => [row.id, row.kind]))
  const known = await queries.devices.existing(db, [
    ...new Set(rows.flatMap(({ row }) => [row.id, ...(row.gatewayId ? [row.gatewayId] : [])])),
  ])
  const seen = new Set<string>()
  const pathOf = new Map(areas.map((area) => [area.id, area.path]))

  const devices = rows.map(({ from: { line, fields }, row }): Placed => {
    const wrong = (field: string, message: string) => errors.push({ line, field, message })
    if (known.has(row.id)) wrong('id', 'there is a device of this id already')
    if (seen.has(row.id)) wrong('id', 'is in this file twice')
    seen.add(row.id)

    const gateway = row.gatewayId ? known.get(row.gatewayId) : undefined
    const gatewayKind = row.gatewayId
      ? (inFile.get(row.gatewayId) ?? (gateway && inArea(actor, gateway.areaPath) ? gateway.kind : null))
      : 'gateway'
    if (gatewayKind !== 'gateway' || row.gatewayId === row.id) wrong('gatewayId', 'no such gateway within your area')

    const residentsAsked = fields.resident === undefined ? [] : (residents.get(fields.resident) ?? [])
    const within = row.areaId === undefined ? undefined : pathOf.get(row.areaId)
    const fitting = residentsAsked.filter(({ areaPath }) => within === undefined || areaPath.startsWith(within))
    if (fields.resident !== undefined && fitting.length === 0) wrong('resident', 'no such resident within that area')
    if (fitting.length > 1) wrong('resident', 'several residents are called that: give the id')
    const resident = fitting[0]
    return {
      wanted: { ...row, residentId: resident?.id ?? null },
      areaId: resident?.areaId ?? row.areaId ?? actor.areaId,
    }
  })
  return { devices, errors }
}

/** Every row judged, others getting their turn in between. */
async function judgedInTurns<T>(
  rows: readonly CsvRow[],
  judge: (row: CsvRow) => { ok: true; row: T } | { ok: false; errors: RowError[] },
): Promise<{ good: { from: CsvRow; row: T }[]; errors: RowError[] }> {
  const good: { from: CsvRow; row: T }[] = []
  const errors: RowError[] = []
  for (const [i, from] of rows.entries()) {
    if (i % rowsATurn === rowsATurn - 1) await nextTurn()
    const result = judge(from)
    if (result.ok) good.push({ from, row: result.row })
    else errors.push(...result.errors)
  }
  return { good, errors }
}

const refused = (errors: readonly RowError[]) => ({
  created: 0,
  errors: [...errors].sort((a, b) => a.line - b.line).slice(0, mostErrors),
})

async function csvOf(request: { header(name: string): string | undefined; arrayBuffer(): Promise<ArrayBuffer> }) {
  if (!/^text\/csv\s*(;|$)/i.test(request.header('content-type') ?? '')) throw new HTTPException(415)
  return new Uint8Array(await request.arrayBuffer())
}
