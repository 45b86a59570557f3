import { describe, expect, it } from 'vitest'
import { whoHears } from './family.ts'

const contact = (id: string) => ({
  id,
  position: 1,
  name: id,
  relation: '',
  email: `${id}@example.org`,
  language: 'zh' as const,
  maySeeReadings: false,
})
const contacts = [contact('daughter'), contact('son')]
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id)

describe('who hears of what', () => {
  it('an emergency and how it ended: everybody who may', () => {
    expect(ids(whoHears('unclaimed', { priority: 1, outcome: null }, contacts, new Set()))).toEqual(['daughter', 'son'])
    expect(ids(whoHears('resolved', { priority: 1, outcome: 'reassured' }, contacts, new Set()))).toEqual([
      'daughter',
      'son',
    ])
  })

  it('an end without news, or of something routine: only who was told of it before', () => {
    expect(ids(whoHears('resolved', { priority: 1, outcome: 'false_alarm' }, contacts, new Set(['son'])))).toEqual([
      'son',
    ])
    expect(ids(whoHears('resolved', { priority: 4, outcome: 'technical_fixed' }, contacts, new Set()))).toEqual([])
  })

  it('a death: nobody by mail, that is for a person to say', () => {
    expect(whoHears('resolved', { priority: 1, outcome: 'died' }, contacts, new Set(['son']))).toEqual([])
  })
})
