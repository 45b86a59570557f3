import { describe, expect, it } from 'vitest'
import fc from '../../../test/harness/chance.ts'
import { attendedBy, isUnattended, type Operator, operatorsOn, standing } from './on-shift.ts'

const operator = (id: string, over: Partial<Operator> = {}): Operator => ({
  id,
  areaId: 'city',
  shift: 'never',
  planned: false,
  signedIn: false,
  ...over,
})
const ids = (operators: readonly Operator[]) => operators.map(({ id }) => id)

describe('operators on shift', () => {
  it('are all who are signed in where nobody ever used shifts', () => {
    expect(ids(operatorsOn([operator('a', { signedIn: true }), operator('b')]))).toEqual(['a'])
  })
  it('are those who signed on once anybody did, or is planned', () => {
    expect(ids(operatorsOn([operator('a', { signedIn: true }), operator('b', { shift: 'on' })]))).toEqual(['b'])
    expect(operatorsOn([operator('a', { signedIn: true }), operator('b', { planned: true })])).toEqual([])
  })
  it('are those on a break when nobody else is there', () => {
    const away = operator('a', { shift: 'break' })
    expect(ids(operatorsOn([away, operator('b', { shift: 'on' })]))).toEqual(['b'])
    expect(ids(operatorsOn([away, operator('b', { shift: 'off' })]))).toEqual(['a'])
  })
  it('are missing in an area exactly when it works by shifts and nobody who covers it is on', () => {
    const anywhere = fc.record({
      id: fc.uuid(),
      areaId: fc.constantFrom('city', 'district', 'street', 'elsewhere'),
      shift: fc.constantFrom('on' as const, 'break' as const, 'off' as const, 'never' as const),
      planned: fc.boolean(),
      signedIn: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(anywhere, { maxLength: 6 }), (all) => {
        const covering = all.filter(({ areaId }) => areaId !== 'elsewhere')
        const byShifts = covering.some(({ planned, shift }) => planned || shift !== 'never')
        const missing = byShifts && operatorsOn(covering).length === 0
        expect(isUnattended(attendedBy(all), '/city/district/street/')).toBe(missing)
      }),
    )
  })
  it('are enough, too few, or nobody', () => {
    expect([standing(2, 2), standing(1, 2), standing(0, 2), standing(0, 0)]).toEqual(['met', 'below', 'nobody', 'met'])
  })
})
