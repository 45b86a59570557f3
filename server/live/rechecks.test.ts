import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startRechecks } from './rechecks.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function rig() {
  const one = { name: 'one' }
  const off: string[] = []
  const seen = { fails: false, looks: 0 }
  const rechecks = startRechecks({
    all: () => [one],
    look: async () => {
      seen.looks += 1
      if (seen.fails) throw new Error('the database is away')
    },
    sendOff: ({ name }) => off.push(name),
    failed: () => undefined,
    everyMs: 1_000,
  })
  return { one, off, seen, rechecks }
}

it('send off whom two regular looks on end could not tell', async () => {
  const { off, seen } = rig()
  seen.fails = true
  await vi.advanceTimersByTimeAsync(1_000)
  expect(off).toEqual([])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(off).toEqual(['one'])
})

it('forget a miss when the next look tells', async () => {
  const { off, seen } = rig()
  for (const fails of [true, false, true]) {
    seen.fails = fails
    await vi.advanceTimersByTimeAsync(1_000)
  }
  expect(off).toEqual([])
})

it('send off nobody for looks that were asked for, however many fail', async () => {
  const { one, off, seen, rechecks } = rig()
  seen.fails = true
  for (let n = 0; n < 5; n++) await rechecks.now([one])
  expect(seen.looks).toBe(5)
  expect(off).toEqual([])
})

it('stop', async () => {
  const { seen, rechecks } = rig()
  rechecks.stop()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(seen.looks).toBe(0)
})
