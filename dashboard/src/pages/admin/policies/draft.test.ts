import { describe, expect, it } from 'vitest'
import { complaintsByStep, draftOf, refusalOf, stepsOf, toggled, withStep } from './draft.ts'

const steps = [
  { afterSeconds: 0, tell: [{ whom: 'operators' as const, channels: ['screen' as const] }] },
  { afterSeconds: 45, tell: [{ whom: 'supervisor' as const, channels: ['email' as const, 'webhook' as const] }] },
]

describe('a policy being edited', () => {
  it('is refused in the words of the reader where those are known', () => {
    expect(refusalOf('an emergency also tells duty_number, by 180 s')).toBe('everybody')
    expect(refusalOf('something new')).toBeNull()
  })
  it('is sent as it came when nothing was touched', () => {
    expect(stepsOf(draftOf(steps))).toEqual(steps)
  })
  it('leaves out whom no channel is left for, and keeps the order of the channels', () => {
    const [, second] = draftOf(steps)
    if (second === undefined) throw new Error('no second step')
    const without = toggled(toggled(second, 'supervisor', 'email'), 'supervisor', 'webhook')
    expect(stepsOf([without])[0]?.tell).toEqual([])
    expect(stepsOf([toggled(second, 'supervisor', 'screen')])[0]?.tell[0]?.channels).toEqual([
      'screen',
      'email',
      'webhook',
    ])
  })
  it('gains steps a minute after the last', () => {
    expect(withStep(draftOf(steps)).at(-1)?.seconds).toBe('105')
    expect(withStep([])[0]?.seconds).toBe('0')
  })
  it('sends what is no time as what the hub refuses, and shows its complaints at their step', () => {
    expect(stepsOf([{ key: 0, seconds: 'soon', tell: {} }])[0]?.afterSeconds).toBe(-1)
    const errors = [
      { field: 'steps.1.afterSeconds', message: 'a' },
      { field: 'steps.1.tell', message: 'b' },
      { field: 'basedOn', message: 'c' },
    ]
    expect([...complaintsByStep(errors)]).toEqual([
      [1, ['a', 'b']],
      [-1, ['c']],
    ])
  })
})
