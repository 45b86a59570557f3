import { setImmediate as nextTurn } from 'node:timers/promises'
import { createRoute, z } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { type Importable, ImportResult, importables } from '../../contract/imports.ts'
import type { Actor } from '../../core/access/roles.ts'
import { placeSystems } from '../../core/place/china.ts'
import { answers } from '../answers.ts'
import { type CsvFile, type CsvRow, type RowError, readCsv, rowsATurn } from '../csv.ts'
import { csvOf } from '../csv-out.ts'
import type { ApiDeps } from '../deps.ts'
import { newDeviceRow } from '../device-fields.ts'
import { type Column, contactColumns, deviceColumns, residentColumns } from '../import-columns.ts'
import { contactsToImport, placedDevices, residentsTwice } from '../import-known.ts'
import { areaFinder, type Judged, judgeContact, judgeDevice, judgeResident } from '../import-rows.ts'
import { newResidentRow } from '../resident-fields.ts'
import { newRouter } from '../router.ts'
import { allow, notFound, only } from '../sight.ts'

/** More errors than this help nobody. */
const mostErrors = 1_000
const previewed = 5

const columnsOf: Record<Importable, readonly Column[]> = {
  residents: residentColumns,
  contacts: contactColumns,
  devices: deviceColumns,
}
const needs = { residents: 'resident.write', contacts: 'contact.write', devices: 'device.write' } as const

const flag = z.enum(['true', 'false']).optional()
const query = z.object({
  preview: flag.meta({ description: 'Look at the file and say what is wrong; nothing is created.' }),
  leaveOut: flag.meta({ description: 'Columns nobody knows are passed over.' }),
  system: z
    .enum(placeSystems)
    .optional()
    .meta({ description: 'What the places of the file are in: gcj02 for AMap and Tencent, bd09 for Baidu.' }),
})

const importRoute = (of: Importable, summary: string, example: string) =>
  createRoute({
    method: 'post',
    path: `/${of}/import`,
    middleware: only(needs[of]),
    tags: [of],
    summary,
    request: {
      query,
      body: {
        required: true as const,
        content: {
          'text/csv': {
            schema: z.string().meta({
              description: `As spreadsheets save it: UTF-8, UTF-16 or GB18030; commas, semicolons or tabs; up to 10,000 rows. The first names the columns: ${columnsOf[of].map(({ name, zh }) => `${name} (${zh})`).join(', ')}.`,
            }),
            example,
          },
        },
      },
    },
    responses: answers(ImportResult, 'How many were created, or the errors by line and field.', 413, 415),
  })

const importResidents = importRoute(
  'residents',
  'Many residents from a CSV file: all of them, or none and what is wrong with each row',
  '姓名,区域,地址,电话\n王桂芬,朝阳区/建国门街道,永安里 3 号 201,138 0000 1111\n',
)
const importContacts = importRoute(
  'contacts',
  'Many contacts from a CSV file: all of them, or none and what is wrong with each row',
  '老人,联系人,关系,电话\n王桂芬,李娜,女儿,13900002222\n',
)
const importDevices = importRoute(
  'devices',
  'Many devices from a CSV file: all of them with their secrets, or none and what is wrong with each row',
  'id,kind,resident,location\nk3-118,call_button,王桂芬,床头\n',
)
const template = createRoute({
  method: 'get',
  path: '/imports/{of}/template',
  tags: ['residents'],
  summary: 'A CSV file to fill in, with one row as an example',
  request: {
    params: z.object({ of: z.enum(importables) }),
    query: z.object({ language: z.enum(['zh', 'en']).default('zh') }),
  },
  responses: {
    ...answers(z.string(), 'The file.'),
    200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } },
  },
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
    .openapi(template, (c) => {
      const { of } = c.req.valid('param')
      allow(c.get('actor'), needs[of])
      const { language } = c.req.valid('query')
      const columns = columnsOf[of]
      const text = csvOf([columns.map((column) => column[language === 'zh' ? 'zh' : 'name']), columns.map(exampleOf)])
      return c.body(text, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="carebell-${of}.csv"`,
      })
    })
    .openapi(importResidents, async (c) => {
      const actor = c.get('actor')
      const { preview, leaveOut, system = 'wgs84' } = c.req.valid('query')
      const file = await readCsv(await bodyOf(c.req), residentColumns, { leaveOut: leaveOut === 'true' })
      const { find, home } = await areasFor(actor)
      const wanted = await judgedInTurns(file.rows, (row) => judgeResident(row, find, home, system))
      const errors = [...file.errors, ...wanted.errors, ...(await residentsTwice(deps, actor, wanted.good))]
      if (preview === 'true' || errors.length > 0) return c.json(told(file, errors, preview === 'true'), 200)
      const made = wanted.good.map(({ row }) => newResidentRow(deps.newId(), row, deps.now()))
      await db.transaction().execute((trx) => queries.residents.insert(trx, made))
      await deps.residentsChanged(made.map(({ id }) => id))
      return c.json({ created: made.length, errors: [] }, 200)
    })
    .openapi(importContacts, async (c) => {
      const actor = c.get('actor')
      const { preview, leaveOut } = c.req.valid('query')
      const file = await readCsv(await bodyOf(c.req), contactColumns, { leaveOut: leaveOut === 'true' })
      const wanted = await judgedInTurns(file.rows, judgeContact)
      const known = await contactsToImport(deps, actor, file.rows, wanted.good)
      const errors = [...file.errors, ...wanted.errors, ...known.errors]
      if (preview === 'true' || errors.length > 0) return c.json(told(file, errors, preview === 'true'), 200)
      const by = { id: actor.id, name: actor.name }
      await db.transaction().execute((trx) => queries.contacts.insertMany(trx, known.contacts, by, deps.now()))
      return c.json({ created: known.contacts.length, errors: [] }, 200)
    })
    .openapi(importDevices, async (c) => {
      const actor = c.get('actor')
      const { preview, leaveOut } = c.req.valid('query')
      const file = await readCsv(await bodyOf(c.req), deviceColumns, { leaveOut: leaveOut === 'true' })
      const { all, find } = await areasFor(actor)
      const wanted = await judgedInTurns(file.rows, (row) => judgeDevice(row, find))
      const placed = await placedDevices(deps, actor, all, wanted.good)
      const errors = [...file.errors, ...wanted.errors, ...placed.errors]
      if (preview === 'true' || errors.length > 0) return c.json(told(file, errors, preview === 'true'), 200)

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

/** Every row judged, others getting their turn in between. */
async function judgedInTurns<T>(
  rows: readonly CsvRow[],
  judge: (row: CsvRow) => Judged<T>,
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

/** What is wrong where, in the words of the file; and how the file was read, when somebody only wants to look. */
function told({ rows, seen }: CsvFile, errors: readonly RowError[], preview: boolean): ImportResult {
  const headings = new Map(seen.columns.flatMap(({ heading, field }) => (field === null ? [] : [[field, heading]])))
  const byLine = new Map(rows.map(({ line, fields }) => [line, fields]))
  const named = errors.toSorted((a, b) => a.line - b.line).slice(0, mostErrors)
  return {
    created: 0,
    errors: named.map((error) => ({
      ...error,
      column: headings.get(error.field) ?? null,
      value: byLine.get(error.line)?.[error.field]?.slice(0, 100) ?? null,
    })),
    ...(preview ? { preview: { ...seen, rows: rows.length, first: rows.slice(0, previewed) } } : {}),
  }
}

const exampleOf = (column: Column): string => column.example

async function bodyOf(request: { header(name: string): string | undefined; arrayBuffer(): Promise<ArrayBuffer> }) {
  if (!/^text\/csv\s*(;|$)/i.test(request.header('content-type') ?? '')) throw new HTTPException(415)
  return new Uint8Array(await request.arrayBuffer())
}
