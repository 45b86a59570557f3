import { describe, expect, it } from 'vitest'
import { sentOf, valuesOf } from './residentValues.ts'

const empty = { ...valuesOf(null, 'area'), name: ' 王秀英 ', address: '幸福路 3 号' }

describe('a resident from a form', () => {
  it('says nothing about what was left empty', () => {
    expect(sentOf(empty)).toEqual({
      name: '王秀英',
      areaId: 'area',
      address: '幸福路 3 号',
      bornOn: null,
      sex: null,
      phone: null,
      careLevel: 'independent',
      livesAlone: false,
      leftBehind: false,
      place: null,
      conditions: [],
      instructions: '',
    })
  })

  it('does not wipe a key safe code that nobody typed again', () => {
    expect('keySafe' in sentOf(empty)).toBe(false)
    expect(sentOf({ ...empty, keySafe: ' 1958 ' })).toMatchObject({ keySafe: '1958' })
  })

  it('leaves conditions alone that nobody asked for', () => {
    expect('conditions' in sentOf({ ...empty, conditions: null })).toBe(false)
  })

  it('says who is left behind by their family', () => {
    expect(sentOf({ ...empty, leftBehind: true })).toMatchObject({ leftBehind: true, livesAlone: false })
  })

  it('takes a place and conditions as they are written', () => {
    expect(sentOf({ ...empty, lat: '31.23', lon: '121.47', conditions: '高血压\n\n 糖尿病 ' })).toMatchObject({
      place: { lat: 31.23, lon: 121.47 },
      conditions: ['高血压', '糖尿病'],
    })
  })
})
