import { describe, expect, it } from 'vitest'
import { codeOf, faultOf, isChinese } from './faults.ts'

describe('what the hub says of a field', () => {
  it('is known by what its English begins with', () => {
    const said = [
      'Invalid input: expected string, received undefined',
      'Too small: expected string to have >=1 characters',
      'Too small: expected number to be >=0',
      'Too big: expected string to have <=200 characters',
      'Invalid email address',
      'no such area',
      'a person has at most 20 rules that are switched on: switch one off first',
      'a city can not lie in a district',
    ]
    expect(said.map(faultOf)).toEqual(['missing', 'missing', 'small', 'big', 'form', 'unknown', 'many', null])
    expect([isChinese('须在 180 秒内'), isChinese('Invalid')]).toEqual([true, false])
  })
})

describe('the sentence for a refusal', () => {
  it('is that of its code, and of its status where a proxy or nobody has a code', () => {
    expect(codeOf({ code: 'ticket_open', status: 409 })).toBe('ticket_open')
    expect(codeOf({ code: '502', status: 502 })).toBe('unavailable')
    expect(codeOf({ code: '413', status: 413 })).toBe('too_large')
    expect(codeOf({ code: 'internal', status: 500 })).toBe('internal')
    expect(codeOf({ code: '429', status: 429 })).toBe('too_many_requests')
  })
})
