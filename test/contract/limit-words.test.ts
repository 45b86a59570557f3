import { describe, expect, it } from 'vitest'
import * as en from '../../dashboard/src/locales/en/alert.ts'
import * as zh from '../../dashboard/src/locales/zh/alert.ts'
import { limits } from '../../server/core/rules/limits.ts'

describe('every figure the rules go by', () => {
  it.each([zh, en])('has a name in words', ({ alert }) => {
    expect(Object.keys(limits).filter((name) => !Object.hasOwn(alert.limit, name))).toEqual([])
  })
})
