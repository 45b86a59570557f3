import { describe, expect, it } from 'vitest'
import { all, deviceId, email, latitude, phone, required, seconds } from './checks.ts'

describe('checks before asking the hub', () => {
  it('leave what is empty to `required`', () => {
    expect([phone(''), email(' '), deviceId(''), latitude('')]).toEqual([null, null, null, null])
    expect(all(required, email)('')).toBe('required')
  })

  it('take telephone numbers as they are written', () => {
    expect(['021-6345 1122', '+86 138 0000 0000', '13800000000'].map(phone)).toEqual([null, null, null])
    expect(['家里', '138/000', '1'].map(phone)).toEqual(['phone', 'phone', 'phone'])
  })

  it('know a device id from a sentence', () => {
    expect(['K3-118', 'AA:BB:CC', 'bed_7.a'].map(deviceId)).toEqual([null, null, null])
    expect(['-a', 'a b', '床 1', 'x'.repeat(65)].map(deviceId)).toEqual(Array(4).fill('deviceId'))
  })

  it('hold numbers within their range', () => {
    expect([latitude('31.2'), latitude('91'), latitude('north')]).toEqual([null, 'latitude', 'latitude'])
    expect([seconds('60'), seconds('4'), seconds('60.5')]).toEqual([null, 'seconds', 'seconds'])
    expect([email('li@example.org'), email('li@')]).toEqual([null, 'email'])
  })
})
