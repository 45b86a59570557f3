import { describe, expect, it } from 'vitest'
import { changesOf, secretChange } from './changes.ts'

type Card = { name: string; conditions: string[]; phone: string | null; seen: number }
const card: Card = { name: '王桂芬', conditions: ['高血压'], phone: null, seen: 1 }
const fields = ['name', 'conditions', 'phone'] as const

describe('what an edit changed', () => {
  it('is each field that differs, before and after, and no other', () => {
    expect(changesOf(card, { ...card, phone: '021', conditions: ['高血压', '糖尿病'], seen: 2 }, fields)).toEqual([
      { field: 'conditions', before: ['高血压'], after: ['高血压', '糖尿病'] },
      { field: 'phone', before: null, after: '021' },
    ])
    expect(changesOf(card, { ...card, conditions: ['高血压'] }, fields)).toEqual([])
  })
  it('is everything that was said of what is new or gone', () => {
    expect(changesOf(null, card, fields).map(({ field }) => field)).toEqual(['name', 'conditions'])
    expect(changesOf(card, null, fields)[0]).toEqual({ field: 'name', before: '王桂芬', after: null })
  })
  it('keeps a secret', () => {
    expect(secretChange('keySafe')).toEqual({ field: 'keySafe', before: null, after: null, secret: true })
  })
})
