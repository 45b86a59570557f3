import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { advisoryLocks } from './advisory-locks.ts'

it('no two locks share a key, and none has its key anywhere else', () => {
  const keys: number[] = Object.values(advisoryLocks)
  expect(new Set(keys).size).toBe(keys.length)
  const server = new URL('../', import.meta.url)
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const besides = files.filter((file) =>
    /advisory_\w*lock\w*\(\$?[\d_{]*\d/.test(readFileSync(new URL(file, server), 'utf8')),
  )
  const written = files.filter((file) => /\b20_?260_?0\d\d\b/.test(readFileSync(new URL(file, server), 'utf8')))
  expect(written.toSorted()).toEqual(['jobs/liveness.ts', 'store/advisory-locks.ts'])
  expect(besides).toEqual(['jobs/liveness.ts'])
})
