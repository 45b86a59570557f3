import { describe, expect, it } from 'vitest'
import { ageOf, answeredMs, clockOf, lastingText, minuteOf, timesIn, waitingMark } from './clock.ts'
import { someAlert } from './samples.testing.ts'

describe('how long somebody has waited', () => {
  it.each([
    [0, '0:00'],
    [7_400, '0:07'],
    [59_999, '0:59'],
    [60_000, '1:00'],
    [754_000, '12:34'],
    [3_723_000, '1:02:03'],
    [-5_000, '0:00'],
  ])('%i ms reads %s', (ms, text) => expect(lastingText(ms)).toBe(text))

  it('marks 60 s and 180 s, from that very second', () => {
    expect([39_999, 40_000, 59_999, 60_000, 149_999, 150_000, 180_000].map(waitingMark)).toEqual([
      'in_time',
      'near_60s',
      'near_60s',
      'past_60s',
      'past_60s',
      'near_180s',
      'past_180s',
    ])
  })
})

describe('how long it was until somebody answered', () => {
  it('is until the first claim, whoever has the alert later', () => {
    const claims = { receivedAt: '2026-11-22T03:12:00.000Z', firstClaimedAt: '2026-11-22T03:12:20.000Z' }
    const alert = someAlert({ ...claims, claimedAt: '2026-11-22T03:17:00.000Z' })
    expect(answeredMs(alert)).toBe(20_000)
    expect(answeredMs({ ...alert, firstClaimedAt: null })).toBe(300_000)
    expect(answeredMs(someAlert())).toBeNull()
  })
})

describe('times on the screen', () => {
  it('are those of the area, not of the browser', () => {
    expect(timesIn('zh', 'Asia/Shanghai').clock('2026-11-21T19:12:07.000Z')).toBe('03:12:07')
    expect(timesIn('en', 'Asia/Shanghai').dayAndMinute('2026-11-21T16:00:00.000Z')).toContain('00:00')
  })
})

describe('age', () => {
  const on = (day: string) => Date.parse(day)
  it('turns on the birthday', () => {
    expect(ageOf('1940-11-22', on('2026-11-21'))).toBe(85)
    expect(ageOf('1940-11-22', on('2026-11-22'))).toBe(86)
    expect(ageOf(null, on('2026-11-22'))).toBeNull()
  })
})

it('minutes of the day are read as they are written', () => {
  expect(['00:00', '08:30', '23:59'].map((text) => clockOf(minuteOf(text) ?? -1))).toEqual(['00:00', '08:30', '23:59'])
  expect(['', '24:00', '8:30', '08:60'].map(minuteOf)).toEqual([null, null, null, null])
})
