import { describe, expect, it } from 'vitest'
import { secretsCsv } from './importCsv.ts'

describe('the file of secrets', () => {
  it('has a line for each device and quotes what a spreadsheet would break', () => {
    expect(
      secretsCsv([
        { deviceId: 'K3-118', secret: 'abc_123' },
        { deviceId: 'K3-119', secret: 'a,"b"' },
      ]),
    ).toBe('deviceId,secret\r\nK3-118,abc_123\r\nK3-119,"a,""b"""\r\n')
  })
})
