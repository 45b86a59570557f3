import { expect, it } from 'vitest'
import { askedFor, searchesRecentOnly } from './wanted.ts'

it('asks for whole days of the area, the last one included, and for nothing that was not said', () => {
  const nothing = { q: '', state: null, kind: null, outcome: null, areaId: null, from: '', to: '' }
  expect(askedFor(nothing, 'Asia/Shanghai')).toEqual({})
  expect(
    askedFor({ ...nothing, q: '王', outcome: 'test', from: '2026-11-22', to: '2026-11-22' }, 'Asia/Shanghai'),
  ).toEqual({ q: '王', outcome: 'test', from: '2026-11-21T16:00:00.000Z', to: '2026-11-22T16:00:00.000Z' })
})

it('says that words without a first day are looked for in the last months alone', () => {
  const nothing = { q: '', state: null, kind: null, outcome: null, areaId: null, from: '', to: '' }
  const words = { ...nothing, q: '王' }
  expect(
    [nothing, words, { ...words, from: '2026-01-01' }, { ...words, state: 'open' as const }].map(searchesRecentOnly),
  ).toEqual([false, true, false, false])
})
