import { describe, expect, it } from 'vitest'
import { readCode, writeCode } from './code.ts'

describe('the code on a device', () => {
  it('is read as it was written', () => {
    const device = { id: 'K3-118', kind: 'call_button', model: '松下 R&D=1' } as const
    expect(readCode(writeCode(device))).toEqual(device)
  })
  it('may be a bare id, as makers print it', () => {
    expect(readCode(' AA:BB:CC:01\n')).toEqual({ id: 'AA:BB:CC:01' })
  })
  it('brings a secret where the maker put one in, and leaves out what it can not be', () => {
    const secret = 's'.repeat(16)
    expect(readCode(`CAREBELL:device?id=k3&kind=toaster&secret=${secret}`)).toEqual({ id: 'k3', secret })
    expect(readCode('carebell:device?id=k3&secret=short')).toEqual({ id: 'k3' })
  })
  it('is nothing when it names no device', () => {
    expect(
      ['', 'https://example.org/?id=k3', 'carebell:device?kind=bed', 'carebell:device?id=a b', '床'].map(readCode),
    ).toEqual(Array(5).fill(null))
  })
})
