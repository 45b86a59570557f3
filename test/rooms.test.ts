import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { violations } from './rooms/rules.ts'
import { readSource } from './rooms/source.ts'

const root = join(import.meta.dirname, '..')

describe('the rooms of the house', () => {
  it('import what they may, and take time and chance as arguments', () => {
    const files = globSync('{devices,gateway,server,dashboard,demo,scripts}/**/*.{ts,tsx}', {
      cwd: root,
      exclude: (name) => /(^|\/)(node_modules|dist.*)$/.test(name),
    })
    expect(files.length).toBeGreaterThan(20)
    expect(files.flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8')))).toEqual([])
  })
})

it('every file that Node runs itself is one whose types it can strip', () => {
  const files = globSync('{devices,gateway,server,demo,scripts,test/bench}/**/*.ts', { cwd: root })
  const broken = files.flatMap((file) => {
    try {
      stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'))
      return []
    } catch (error) {
      return [`${file}: ${error instanceof Error ? error.message : String(error)}`]
    }
  })
  expect(files.length).toBeGreaterThan(100)
  expect(broken).toEqual([])
})

it('what is tried by chance is tried with the same cases every time', () => {
  const files = globSync('{devices,gateway,server,dashboard,demo,scripts,test}/**/*.test.ts', {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist.*)$/.test(name),
  })
  const others = files.filter((file) => /^import .* from 'fast-check'/m.test(readFileSync(join(root, file), 'utf8')))
  expect(others, 'take fast-check from test/harness/chance.ts').toEqual([])
})

describe('the check finds', () => {
  const cases: [path: string, text: string, said: RegExp][] = [
    ['devices/a.ts', "import { b } from '../server/core/b.ts'", /may not import \.\.\/server\/core/],
    ['devices/a.ts', "import fs from 'node:fs'", /may not import node:fs/],
    ['devices/a.ts', "import mqtt from 'mqtt'", /may not import mqtt/],
    ['devices/codecs/x/a.ts', 'export const a = () => Date.now()', /uses Date\.now/],
    ['devices/a.ts', 'export const a = new Date()', /uses new Date\(\)/],
    ['server/core/a.ts', 'export const a = Math.random()', /uses Math\.random/],
    ['server/core/a.ts', 'setTimeout(() => {}, 5)', /uses setTimeout/],
    ['server/core/a.ts', "console.log('press')", /uses console/],
    ['server/core/a.ts', "import type { T } from '../contract/t.ts'", /may not import/],
    ['server/core/a.ts', "import { z } from 'zod'", /may not import zod/],
    ['server/core/a.ts', "import { story } from './story.testing.ts'", /there for tests/],
    ['server/core/a.ts', "import fc from 'fast-check'", /may not import fast-check/],
    ['server/core/a.testing.ts', 'export const a = Math.random()', /uses Math\.random/],
    ['server/contract/a.ts', "import { sql } from 'kysely'", /may not import kysely/],
    ['server/contract/a.ts', "import type { T } from '../store/t.ts'", /may not import/],
    ['gateway/a.ts', "import type { T } from '../server/store/t.ts'", /may not import/],
    ['gateway/a.ts', "import pg from 'pg'", /may not import pg/],
    ['server/api/a.ts', "import { alerts } from '../store/queries.ts'", /only types/],
    ['server/api/a.ts', "import { type Alerts } from '../store/queries.ts'", /only types/],
    ['server/api/a.ts', "export * from '../desk/desk.ts'", /only types/],
    ['server/api/a.ts', "const a = await import('../store/queries.ts')", /only types/],
    ['server/api/a.ts', "import type { Live } from '../live/live.ts'", /may not import/],
    ['server/api/a.ts', "import { configuration } from '../config.ts'", /may not import/],
    ['server/jobs/a.ts', "import pg from 'pg'\nimport { run } from 'graphile-worker'", /more than one vendor library/],
    ['server/live/a.ts', 'const { REDIS_URL } = process.env', /reads process\.env/],
    ['server/live/a.ts', 'const { env } = process', /reads process\.env/],
    ['server/main.ts', 'process.env.HUB_HOST', /reads process\.env/],
    ['server/main.ts', "import { home } from '../demo/home.ts'", /may not import/],
    ['server/main.ts', "import { startDatabase } from '../test/harness/database.ts'", /may not import/],
    ['demo/a.ts', "import { startDatabase } from '../test/harness/database.ts'", /may not import/],
    ['dashboard/src/a.tsx', "import { alert } from '../../server/contract/alerts.ts'", /only types/],
    ['dashboard/src/a.tsx', "import type { T } from '../../server/core/t.ts'", /may not import/],
    ['dashboard/src/a.tsx', "import fs from 'node:fs'", /may not import node:fs/],
  ]
  it.each(cases)('%s: %s', (path, text, said) => {
    expect(violations(path, text).join('\n')).toMatch(said)
  })
})

describe('the check allows', () => {
  const cases: [path: string, text: string][] = [
    ['devices/codecs/x/a.ts', "import { z } from 'zod'\nimport type { Reading } from '../../reading.ts'"],
    ['devices/a.ts', 'export const at = (ms: number) => new Date(ms).toISOString()'],
    ['devices/a.ts', "export const says = 'never Date.now() // import fs from node:fs'"],
    ['server/core/a.ts', "import { metrics } from '../../devices/reading.ts'"],
    ['server/contract/a.ts', "import { metricNames } from '../../devices/reading.ts'\nimport { z } from 'zod'"],
    [
      'server/api/a.ts',
      "import type { Queries } from '../store/queries.ts'\nexport type Q = typeof import('../store/q.ts')",
    ],
    ['server/api/a.ts', "import { Hono } from 'hono'\nimport { createRoute } from '@hono/zod-openapi'"],
    ['server/store/a.ts', "import { Kysely } from 'kysely'\nimport pg from 'pg'\nimport { sql } from './b.ts'"],
    ['server/jobs/a.ts', "import type pg from 'pg'\nimport { run } from 'graphile-worker'"],
    [
      'server/main.ts',
      "import { createApi } from './api/api.ts'\nimport { createGateway } from '../gateway/gateway.ts'",
    ],
    ['server/config.ts', 'export const host = process.env.HUB_HOST'],
    ['server/store/a.test.ts', "import { startDatabase } from '../../test/harness/database.ts'"],
    ['demo/a.ts', "import { open } from '../server/main.ts'\nimport { home } from '../devices/simulator/home.ts'"],
  ]
  it.each(cases)('%s: %s', (path, text) => {
    expect(violations(path, text)).toEqual([])
  })

  it('nothing that it cannot read', () => {
    expect(() => readSource('a.ts', 'import { from')).toThrow(/a\.ts/)
    expect(() => readSource('a.ts', 'await import(name)')).toThrow(/only a run would tell/)
  })
})
