import { describe, expect, it } from 'vitest'
import { placed } from './placed.ts'

describe('what the hub refuses', () => {
  const names = ['name', 'lat', 'lon', 'conditions', 'phone']

  it('stands at its field, also when the field is a part of something', () => {
    const { fields } = placed(
      [
        { field: 'name', message: 'too short' },
        { field: 'place.lat', message: 'too large' },
        { field: 'conditions.3', message: 'too long' },
      ],
      names,
    )
    expect(fields).toEqual({ name: 'too short', lat: 'too large', conditions: 'too long' })
  })

  it('keeps both reasons of one field', () => {
    const twice = [
      { field: 'phone', message: 'a' },
      { field: 'phone', message: 'b' },
    ]
    expect(placed(twice, names).fields).toEqual({ phone: 'a; b' })
  })

  it('is not lost when the form has no such field', () => {
    expect(placed([{ field: 'mode', message: 'no' }], names).rest).toEqual([{ field: 'mode', message: 'no' }])
  })
})
