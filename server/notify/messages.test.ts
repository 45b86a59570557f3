import { describe, expect, it } from 'vitest'
import { alertKinds, outcomes } from '../core/alert/alert.ts'
import { kindToTell, messageFor, type Notice } from './messages.ts'

const notice: Notice = {
  about: 'unclaimed',
  contactName: '李娜',
  residentName: '王秀英',
  kind: 'call',
  state: 'open',
  happenedAt: Date.UTC(2026, 0, 9, 19, 12),
  timezone: 'Asia/Shanghai',
  cancelled: false,
  ownerName: null,
  outcome: null,
  help: null,
  url: 'https://hub.example',
}

describe('a message to family', () => {
  it('says who, what, when by the clock of the home, and what is being done', () => {
    const { subject, text } = messageFor(notice, 'zh')
    expect(subject).toBe('【安铃】王秀英：按下了呼叫按钮，请留意')
    expect(text).toContain('2026年1月10日 03:12，王秀英按下了呼叫按钮。')
    expect(text).toContain('坐席尚未接手')
    expect(text).toContain('https://hub.example')
  })

  it('that goes out late tells how things stand when it goes out', () => {
    const claimed = messageFor({ ...notice, state: 'claimed', ownerName: 'Chen Jing' }, 'en').text
    expect(claimed).toContain('Chen Jing at the call centre is dealing with it.')
    const travelling = messageFor(
      { ...notice, state: 'claimed', help: { workerName: 'Zhang', state: 'travelling' } },
      'en',
    )
    expect(travelling.text).toContain('Care worker Zhang is on the way')
    expect(messageFor({ ...notice, state: 'resolved' }, 'en').text).toContain('It has been dealt with.')
  })

  it('says that the person took it back, and that somebody makes sure all the same', () => {
    expect(messageFor({ ...notice, cancelled: true }, 'zh').text).toContain('之后在设备上取消了，我们仍会核实。')
    expect(messageFor({ ...notice, cancelled: true }, 'en').text).toContain('cancelled at the device since')
    expect(messageFor(notice, 'en').text).not.toContain('cancelled')
  })

  it('keeps health to itself unless the resident agreed, and puts no name into a header line of its own', () => {
    expect(kindToTell('vitals', false)).toBeNull()
    expect(kindToTell('vitals', true)).toBe('vitals')
    expect(kindToTell('call', false)).toBe('call')
    expect(messageFor({ ...notice, kind: null }, 'zh').text).toContain('家中传感器发出告警')
    expect(messageFor({ ...notice, residentName: '王\r\nBcc: x@y.z' }, 'en').subject).not.toMatch(/[\r\n]/)
  })

  it('says what somebody wrote, with what is known filled in and nothing else', () => {
    const text = { subject: '{{resident}}\n{{ what }}', body: '{{contact}}：{{nobody}} {{url}}' }
    expect(messageFor({ ...notice, contactName: '{{url}}' }, 'zh', text)).toEqual({
      subject: '王秀英 按下了呼叫按钮',
      text: '{{url}}：{{nobody}} https://hub.example\n',
    })
  })

  it('exists for every kind, occasion and outcome in both languages', () => {
    for (const language of ['zh', 'en'] as const)
      for (const kind of [...alertKinds, null])
        for (const about of ['unclaimed', 'help_sent', 'arrived', 'resolved'] as const)
          for (const outcome of [...outcomes, null]) {
            const { subject, text } = messageFor({ ...notice, about, kind, outcome }, language)
            expect(`${subject} ${text}`).not.toMatch(/undefined|null|NaN/)
          }
  })
})
