import { expect, it } from 'vitest'
import { askedFor } from './wanted.ts'

it('asks for whole days of the area, the last one included, and for nothing that was not said', () => {
  const nothing = { q: '', state: null, kind: null, outcome: null, areaId: null, from: '', to: '' }
  expect(askedFor(nothing, 'Asia/Shanghai')).toEqual({})
  expect(
    askedFor({ ...nothing, q: '王', outcome: 'test', from: '2026-11-22', to: '2026-11-22' }, 'Asia/Shanghai'),
  ).toEqual({ q: '王', outcome: 'test', from: '2026-11-21T16:00:00.000Z', to: '2026-11-22T16:00:00.000Z' })
})
