import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { migrations } from './migrate.ts'

it('every migration that was written is run, under the name of its file', () => {
  const written = readdirSync(new URL('./migrations', import.meta.url)).map((file) => file.replace(/\.ts$/, ''))
  expect(Object.keys(migrations).sort()).toEqual(written.sort())
})
