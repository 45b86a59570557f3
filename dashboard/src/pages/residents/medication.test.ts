import { describe, expect, it } from 'vitest'
import { medicationFrom, medicationText } from './medication.ts'

describe('medication times as they are typed', () => {
  it('are read in order of time, also with a full-width colon', () => {
    const read = medicationFrom('20：00 阿司匹林 100 mg\n\n 8:00  氨氯地平 ')
    expect(read).toEqual([
      { at: '08:00', what: '氨氯地平' },
      { at: '20:00', what: '阿司匹林 100 mg' },
    ])
    expect(medicationFrom(medicationText(read ?? []))).toEqual(read)
    expect(medicationFrom('')).toEqual([])
  })
  it.each(['25:00 x', '08:60 x', '08:00', '早上 x'])('%s is none', (line) => expect(medicationFrom(line)).toBeNull())
})
