import { dirname, join } from 'node:path/posix'
import { readSource } from './source.ts'

/** What a room may import. `values` covers types as well; `node:*` stands for all of Node, `*` for any package. */
type Room = { values: readonly string[]; types?: readonly string[]; oneVendor?: true; pure?: true }

const serverRoom: Room = {
  values: ['devices', 'server/core', 'server/core/place', 'server/contract', 'node:*', '*'],
  types: ['server/store', 'server/desk'],
  oneVendor: true,
}

/** Longest name first: a file belongs to the first that its path begins with. `server` is the wiring beside main.ts. */
const rooms: Record<string, Room> = {
  'server/core/place': { values: [], pure: true },
  'server/contract': { values: ['server/core', 'server/core/place', 'devices', 'zod'] },
  'server/ingest': serverRoom,
  'server/notify': serverRoom,
  'server/store': serverRoom,
  'server/core': { values: ['devices'], pure: true },
  'server/live': serverRoom,
  'server/jobs': serverRoom,
  'server/desk': serverRoom,
  'server/api': serverRoom,
  /** Places are put right where somebody pastes them and where a phone opens its map: the same formula as the hub's. */
  dashboard: { values: ['server/core/place', '*'], types: ['server/contract'] },
  devices: { values: ['zod'], pure: true },
  gateway: { values: ['devices', 'aedes', 'mqtt', 'mqtt-packet', 'node:*'] },
  scripts: { values: ['node:*', 'zod'] },
  server: {
    values: [
      ...['devices', 'gateway', 'server/core', 'server/contract', 'server/ingest', 'server/store', 'server/desk'],
      ...['server/api', 'server/live', 'server/notify', 'server/jobs', 'node:*', '*'],
    ],
  },
  demo: { values: ['devices', 'gateway', 'server', 'server/*', 'node:*', '*'] },
}

/** Packages that come as one: what kysely speaks through, and a framework with its own parts. */
const families: Record<string, string> = { kysely: 'pg', '@hono/node-server': 'hono', '@hono/zod-openapi': 'hono' }

/** Says in words what a file does that its room may not; empty when all is well. Paths are relative to the checkout. */
export function violations(path: string, text: string): string[] {
  const name = roomOf(path)
  const room = rooms[name]
  if (room === undefined || isTest(path)) return []
  const { imports, ambient } = readSource(path, text)
  const said: string[] = []

  for (const { from, what } of imports) {
    if (isForTests(from) && !isForTests(path)) said.push(`${path} may not import ${from}: it is there for tests`)
    const target = targetOf(path, from)
    if (target === name) continue
    const mayHaveValues = allows(room.values, target, from) || (isForTests(path) && from === 'fast-check')
    const mayHaveTypes = mayHaveValues || allows(room.types ?? [], target, from)
    if (what === 'values' && mayHaveTypes && !mayHaveValues)
      said.push(`${path} may import only types (import type) from ${from}`)
    if (!mayHaveTypes) said.push(`${path} may not import ${from}`)
  }

  const vendors = new Set(imports.filter(({ what }) => what === 'values').flatMap(({ from }) => vendorOf(from)))
  if (room.oneVendor && vendors.size > 1)
    said.push(`${path} uses more than one vendor library: ${[...vendors].join(', ')}`)

  for (const thing of ambient) {
    if (room.pure) said.push(`${path} uses ${thing}: time, chance and the outside are passed in`)
    else if (thing === 'process.env' && !mayReadEnvironment(path))
      said.push(`${path} reads process.env; server/config.ts does`)
  }
  return said
}

function mayReadEnvironment(path: string): boolean {
  return path === 'server/config.ts' || /^(scripts|demo)\//.test(path)
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}

/** What several tests share stands beside their source, is as pure as it, and may make up cases. */
const isForTests = (path: string): boolean => /\.testing\.tsx?$/.test(path)

function roomOf(path: string): string {
  return [...Object.keys(rooms), 'test'].find((name) => path.startsWith(`${name}/`)) ?? path
}

/** The room that a relative import leads to, or the package. */
function targetOf(path: string, from: string): string {
  if (from.startsWith('.')) return roomOf(join(dirname(path), from))
  return from.startsWith('node:') ? 'node:*' : packageOf(from)
}

function packageOf(from: string): string {
  const [scope = '', name = ''] = from.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

function allows(allowed: readonly string[], target: string, from: string): boolean {
  if (allowed.includes(target)) return true
  if (from.startsWith('.')) return target.startsWith('server/') && target in rooms && allowed.includes('server/*')
  return target !== 'node:*' && allowed.includes('*')
}

/** zod is how all rooms write down shapes: no vendor's door. */
function vendorOf(from: string): string[] {
  if (from.startsWith('.') || from.startsWith('node:')) return []
  const name = packageOf(from)
  return name === 'zod' ? [] : [families[name] ?? name]
}
