import { createRoute } from '@hono/zod-openapi'
import { Wall } from '../../contract/kpi.ts'
import type { Area } from '../../contract/people.ts'
import { dayAt } from '../../core/calendar.ts'
import { sumOf } from '../../core/kpi/counts.ts'
import { figuresOf, noLoad } from '../../core/kpi/figures.ts'
import { answers } from '../answers.ts'
import type { ApiDeps } from '../deps.ts'
import { definitionsInWords, scopeOf } from '../kpi-report.ts'
import { newRouter } from '../router.ts'
import { notFound, only } from '../sight.ts'

const read = createRoute({
  method: 'get',
  path: '/',
  middleware: only('kpi.read'),
  tags: ['kpi'],
  summary:
    'What the big screen shows beside open alerts and tickets: the figures of today and this month, who is there, devices',
  responses: answers(Wall, 'As of now.'),
})

/** What the screen tells of; the rest is for the report. */
const counted = ['alert', 'ticket', 'device'] as const

export const wallRoutes = (deps: ApiDeps) => {
  const { db, queries, now } = deps

  const period = async (area: Area, from: string, to: string, at: number) => {
    const scope = scopeOf(area, { from, to }, at)
    const counts = (await queries.kpi.countsBy(db, scope, { by: 'nothing' }, counted)).get('') ?? sumOf([])
    return {
      counts,
      shown: { from, to, figures: figuresOf(counts, noLoad, 'not_split') },
    }
  }

  return newRouter().openapi(read, async (c) => {
    const actor = c.get('actor')
    const area = await queries.areas.get(db, actor.areaId)
    if (area === null) throw notFound()
    const at = now()
    const day = dayAt(at, area.timezone)
    const [today, month, people] = await Promise.all([
      period(area, day, day, at),
      period(area, `${day.slice(0, 8)}01`, day, at),
      queries.wall.people(db, area.path, at),
    ])
    return c.json(
      {
        at: new Date(at).toISOString(),
        area: { id: area.id, name: area.name, timezone: area.timezone },
        today: today.shown,
        month: month.shown,
        definitions: definitionsInWords(),
        people,
        devices: {
          supervised: today.counts.supervised ?? 0,
          unsupervised: today.counts.unsupervised ?? 0,
          neverHeard: today.counts.never_heard ?? 0,
        },
      },
      200,
    )
  })
}
