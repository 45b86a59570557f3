import { createRoute, z } from '@hono/zod-openapi'
import { Id, PageQuery } from '../../contract/common.ts'
import { KpiCases, KpiReport, KpiSplit, kpiSplits } from '../../contract/kpi.ts'
import type { Area } from '../../contract/people.ts'
import type { Actor } from '../../core/access/roles.ts'
import { daysBetween } from '../../core/calendar.ts'
import { ServiceError } from '../../core/errors.ts'
import { countedOf, countNames } from '../../core/kpi/counts.ts'
import { answers } from '../answers.ts'
import { commaList } from '../comma-list.ts'
import { csvOf } from '../csv-out.ts'
import type { ApiDeps } from '../deps.ts'
import { reportOf, rowsOf, scopeOf } from '../kpi-report.ts'
import { newRouter, pageOf } from '../router.ts'
import { areaWithin, notFound, only } from '../sight.ts'

const tags = ['kpi']
/** Two years: more is asked for in parts. */
const mostDays = 732

const Period = z.object({
  from: z.iso.date().meta({ description: 'The first day, by the calendar of the area.' }),
  to: z.iso.date().meta({ description: 'The last day, included.' }),
  areaId: Id.optional().meta({ description: 'That area and below; your own unless given.' }),
})
const ReportQuery = Period.extend({ by: KpiSplit.default('day') })

const report = createRoute({
  method: 'get',
  path: '/',
  middleware: only('kpi.read'),
  tags,
  summary:
    'The figures the service is judged by, with their definitions, as a whole and by day, area, operator or kind',
  request: { query: ReportQuery },
  responses: answers(KpiReport, 'The report.'),
})
const csv = createRoute({
  method: 'get',
  path: '/csv',
  middleware: only('kpi.read'),
  tags,
  summary: 'The same as CSV: a group a row, the whole last',
  request: { query: ReportQuery },
  responses: {
    ...answers(z.string(), ''),
    200: { description: 'The rows.', content: { 'text/csv': { schema: z.string() } } },
  },
})
const cases = createRoute({
  method: 'get',
  path: '/cases',
  middleware: only('kpi.read'),
  tags,
  summary: 'What stands behind a number, one by one, newest first',
  request: {
    query: PageQuery.extend(Period.shape).extend({
      count: commaList(countNames).meta({
        description: 'What is counted; several of one kind of thing.',
      }),
      by: z.enum(kpiSplits).optional().meta({ description: 'With `key`: one group of the report alone.' }),
      key: z.string().max(100).optional(),
    }),
  },
  responses: answers(KpiCases, 'A page of them.'),
})

export const kpiRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps

  const areaOf = async (actor: Actor, id: string | undefined): Promise<Area> => {
    if (id !== undefined) return areaWithin(deps, actor, id)
    const own = await queries.areas.get(db, actor.areaId)
    if (own === null) throw notFound()
    return own
  }
  const inOrder = ({ from, to }: { from: string; to: string }): void => {
    if (from > to) throw invalid('to', 'lies before `from`')
    if (daysBetween(from, to).length > mostDays) throw invalid('to', `at most ${mostDays} days at once`)
  }

  return newRouter()
    .openapi(report, async (c) => {
      const { areaId, ...asked } = c.req.valid('query')
      inOrder(asked)
      return c.json(await reportOf(deps, await areaOf(c.get('actor'), areaId), asked), 200)
    })
    .openapi(csv, async (c) => {
      const { areaId, ...asked } = c.req.valid('query')
      inOrder(asked)
      const made = await reportOf(deps, await areaOf(c.get('actor'), areaId), asked)
      return c.body(csvOf(rowsOf(made)), 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="kpi-${made.by}-${made.from}-${made.to}.csv"`,
      })
    })
    .openapi(cases, async (c) => {
      const { areaId, from, to, count, by, key, ...page } = c.req.valid('query')
      inOrder({ from, to })
      if (new Set(count.map(countedOf)).size > 1)
        throw invalid(
          'count',
          'all of one kind of thing: alerts, tickets, devices, gaps, notices, communities or residents',
        )
      const area = await areaOf(c.get('actor'), areaId)
      // The key of an area is one directly below, empty for the area itself without those.
      const under =
        by === 'area' && key !== undefined && key !== '' ? await areaWithin(deps, c.get('actor'), key, 'key') : area
      const days = by === 'day' && key !== undefined ? { from: key, to: key } : { from, to }
      if (!z.iso.date().safeParse(days.from).success) throw invalid('key', 'not a day')
      const filter = {
        personId: by === 'operator' ? key : undefined,
        kind: by === 'kind' ? key : undefined,
        onlyArea: by === 'area' && key === '' ? area.id : undefined,
      }
      // Days are those of the calendar of the area that was asked for.
      const scope = { ...scopeOf(area, days, now()), areaPath: under.path }
      return c.json(await queries.kpiCases.cases(db, scope, count, filter, pageOf(page)), 200)
    })
}

const invalid = (field: string, message: string) =>
  new ServiceError('invalid', `${field}: ${message}`, [{ field, message }])
