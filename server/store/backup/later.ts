import type pg from 'pg'
import { identifier, type TableOf } from './catalogue.ts'

/** Up to where the tables of the moment go; what is copied after it keeps to these. */
export type Moment = {
  /** Epoch ms. */
  at: number
  /** The newest entry of the story. They become visible in order, so what is up to here is what the moment has of it. */
  lastSeq: number
  /** The highest number a device had been given: a number that is given out after it must bring no readings along. */
  lastDeviceNo: number
}

/**
 * How a large table is cut into pieces that are read one by one: by its blocks where rows never change their place, by a
 * key where they are written again. `parent`: rows of nobody (somebody who came after the moment) are left out by a restore.
 */
type Cut =
  | { by: 'blocks'; where(moment: Moment): string; parent?: Parent }
  | { by: 'number'; column: string; last(moment: Moment): number; where(moment: Moment): string }
  | { by: 'id'; where(moment: Moment): string; parent: Parent }
  | { by: 'whole' }
type Parent = { column: string; table: string; key: string }

/** A clock may be so far ahead and still be a clock (devices/codecs/carebell/instant.ts). */
const aheadMs = 5 * 60_000
const instant = (at: number) => `'${new Date(at).toISOString()}'::timestamptz`
const until = (column: string) => (moment: Moment) => `${column} <= ${instant(moment.at + aheadMs)}`
const known = (moment: Moment) => `device_no <= ${moment.lastDeviceNo}`
const ofKnown = (column: string) => (moment: Moment) => `${known(moment)} and ${until(column)(moment)}`
const byDevice = { by: 'number', column: 'device_no', last: ({ lastDeviceNo }: Moment) => lastDeviceNo } as const

/**
 * What is large and only ever grows, in the order in which it is copied. Hours that late readings fell into are read
 * between the readings and the sums: one whose mark is gone by then is in the sums that come after.
 */
const cuts: Readonly<Record<string, Cut>> = {
  timeline: { by: 'number', column: 'seq', last: ({ lastSeq }) => lastSeq, where: () => 'true' },
  document: {
    by: 'id',
    where: until('added_at'),
    parent: { column: 'resident_id', table: 'resident', key: 'id' },
  },
  ticket_picture: {
    by: 'id',
    where: until('added_at'),
    parent: { column: 'ticket_id', table: 'ticket', key: 'id' },
  },
  motion: { by: 'blocks', where: ofKnown('at'), parent: { column: 'device_no', table: 'device', key: 'no' } },
  reading: { by: 'blocks', where: ofKnown('at') },
  reading_late: { by: 'whole' },
  reading_minute: { ...byDevice, where: until('hour') },
  reading_hour: { ...byDevice, where: until('hour') },
}
const order = Object.keys(cuts)

/** The tables of the moment, and those that are copied after it in their order. */
export function apart(tables: readonly TableOf[]): { ofMoment: TableOf[]; later: TableOf[] } {
  const isLater = ({ schema, name }: TableOf) => schema === 'public' && name in cuts
  return {
    ofMoment: tables.filter((table) => !isLater(table)),
    later: tables.filter(isLater).sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  }
}

/** What a restore takes out again of a table that was copied after the moment; null where nothing can be too much. */
export function orphansOf(name: string): string | null {
  const cut = cuts[name]
  if (cut === undefined || !('parent' in cut) || cut.parent === undefined) return null
  const { column, table, key } = cut.parent
  return `delete from ${identifier(name)} as t where not exists (select from ${identifier(table)} p where p.${key} = t.${column})`
}

/** Reads the moment's bounds, inside its transaction; a device's number that is given out just now counts. `now` in epoch ms. */
export async function momentOf(client: pg.ClientBase, now: number): Promise<Moment> {
  const { rows } = await client.query<{ seq: string; no: number }>(
    `select coalesce((select max(seq) from timeline), 0)::text as seq,
      (select case when is_called then last_value else 0 end from device_no_seq)::int as no`,
  )
  return { at: now, lastSeq: Number(rows[0]?.seq ?? 0), lastDeviceNo: rows[0]?.no ?? 0 }
}

/** How long one statement should take: as long as it reads, no dead row of the whole database can go. */
const aimMs = 4_000
const first = { blocks: 256, number: 256, id: 16 }

/** The queries whose rows are the table's, in order; each is run to its end before the next is asked for. */
export async function* piecesOf(client: pg.ClientBase, table: TableOf, moment: Moment): AsyncGenerator<string> {
  const cut = cuts[table.name]
  if (cut === undefined) throw new Error(`${table.name} is copied with the moment`)
  const columns = table.columns.map((column) => identifier(column)).join(', ')
  // As PostgreSQL says them: quoted already where they have to be.
  const parts = table.partitions.length > 0 ? table.partitions : [identifier(table.schema, table.name)]
  for (const part of parts) {
    const rows = (where: string) => `select ${columns} from ${part} where ${where}`
    switch (cut.by) {
      case 'whole':
        yield rows('true')
        break
      case 'blocks':
        for await (const [from, to] of steps(await blocksOf(client, part), first.blocks))
          yield rows(`ctid >= '(${from},0)' and ctid < '(${to},0)' and ${cut.where(moment)}`)
        break
      case 'number':
        for await (const [from, to] of steps(cut.last(moment) + 1, first.number))
          yield rows(`${cut.column} >= ${from} and ${cut.column} < ${to} and ${cut.where(moment)}`)
        break
      case 'id':
        for await (const [after, last] of idsOf(client, part, cut.where(moment)))
          yield rows(`id > '${after}' and id <= '${last}' and ${cut.where(moment)}`)
        break
      default:
        return cut satisfies never
    }
  }
}

/** From 0 to `end`, which is out, in steps that come to take about `aimMs` each. */
async function* steps(end: number, begin: number): AsyncGenerator<[from: number, to: number]> {
  let step = begin
  for (let from = 0; from < end; ) {
    const to = Math.min(end, from + step)
    const began = performance.now()
    yield [from, to]
    step = nextStep(step, performance.now() - began)
    from = to
  }
}

/** Twice as much when it went well, half of it when it took too long. */
export const nextStep = (step: number, tookMs: number): number =>
  tookMs > 2 * aimMs ? Math.max(1, Math.floor(step / 2)) : tookMs < aimMs / 2 ? step * 2 : step

async function blocksOf(client: pg.ClientBase, part: string): Promise<number> {
  const { rows } = await client.query<{ blocks: number }>(
    `select (pg_relation_size($1::regclass) / current_setting('block_size')::int)::int as blocks`,
    [part],
  )
  return rows[0]?.blocks ?? 0
}

async function* idsOf(
  client: pg.ClientBase,
  part: string,
  where: string,
): AsyncGenerator<[after: string, last: string]> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (let step = first.id; ; ) {
    const { rows } = await client.query<{ last: string | null; n: number }>(
      `select max(id::text) as last, count(*)::int as n
        from (select id from ${part} where id > $1 and ${where} order by id limit $2) as next`,
      [after, step],
    )
    const last = rows[0]?.last ?? null
    if (last === null) return
    const began = performance.now()
    yield [after, last]
    step = nextStep(step, performance.now() - began)
    after = last
  }
}
