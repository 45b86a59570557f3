import i18next, { type TFunction } from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TimelineEntry } from '../../../server/contract/alerts.ts'
import * as en from '../locales/en/all.ts'
import * as zh from '../locales/zh/all.ts'
import { timesIn } from './clock.ts'
import { tell } from './story.ts'

let inChinese: TFunction<['timeline', 'domain']>
let inEnglish: TFunction<['timeline', 'domain']>
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({ lng: 'zh', resources: { zh, en }, interpolation: { escapeValue: false } })
  inChinese = i18n.getFixedT('zh', ['timeline', 'domain'])
  inEnglish = i18n.getFixedT('en', ['timeline', 'domain'])
})

const entry = (type: TimelineEntry['type'], data: Record<string, unknown>, name = '苏晓琳'): TimelineEntry => ({
  seq: 1,
  at: '2026-11-22T03:12:00.000Z',
  type,
  actor: { kind: 'person', id: 'p', name },
  alertId: 'a',
  ticketId: null,
  residentId: null,
  deviceId: null,
  incidentId: null,
  data,
})
const shanghai = timesIn('zh', 'Asia/Shanghai')

describe('the story of an alert', () => {
  it.each([
    ['alert.raised', { kind: 'fall', priority: 1 }, '跌倒，紧急', null],
    ['alert.claimed', {}, '苏晓琳 认领', null],
    [
      'alert.escalated',
      { step: 2, tell: ['first_contact', 'nearest_responder'] },
      '无人认领，升级通知',
      '第一联系人、最近的服务人员',
    ],
    [
      'alert.escalated',
      { reason: 'nobody_available', missing: 'none_answered', level: 2 },
      '派不出人',
      '能去的人都未应答，重新询问',
    ],
    ['alert.escalated', { reason: 'nobody_available', missing: 'something new' }, '派不出人', null],
    ['ticket.requested', { service: 'meals' }, '按计划：助餐', null],
    ['ticket.requested', { reason: 'battery_low' }, '苏晓琳 请求派人', '电量低'],
    ['ticket.requested', { reason: '门锁坏了' }, '苏晓琳 请求派人', '门锁坏了'],
    ['resident.plan_changed', { did: 'ended', service: 'bathing', reason: '搬走' }, '苏晓琳 结束了助浴的安排', '搬走'],
    [
      'ticket.moved',
      { fromOn: '2026-05-13', before: '09:30', on: '2026-05-15', agreed: null, reason: '女儿那天来' },
      '苏晓琳 改期：2026-05-13 09:30 改到 2026-05-15',
      '女儿那天来',
    ],
    ['ticket.moved', { agreed: '14:00', before: '09:30' }, '苏晓琳 改了约定的时间', '14:00'],
    ['ticket.offered', { workerName: '马丽', metres: 432.4 }, '派给 马丽，等待接单', '距住处 432 米'],
    [
      'ticket.offered',
      { workerName: '马丽', metres: 9_000, minutes: 36, lacking: 'none_in_circle' },
      '派给 马丽，等待接单',
      '约 36 分钟 · 距住处 9000 米 · 15 分钟圈内没有能去的人',
    ],
    ['ticket.done', { note: '已扶起', proof: 'signature' }, '苏晓琳 完成', '已扶起 · 签字'],
    ['notice.sent', { contactName: '胡强' }, '已通知 胡强', null],
    ['notice.queued', { contactName: '胡强' }, '正在通知 胡强', null],
    ['notice.queued', { contactName: '胡强', asked: true }, '苏晓琳 要求通知 胡强', null],
    [
      'notice.skipped',
      { whom: 'duty_number', reason: 'no channel reaches them yet' },
      '没有通知 值班电话',
      '还没有能通知到他们的渠道',
    ],
    ['command.delivered', { command: 'help.sent' }, '设备已告知老人：有人正赶来', null],
    ['alert.resolved', { outcome: 'other', note: '搬走了' }, '苏晓琳 办结：其他', '搬走了'],
  ] as const)('%s', (type, data, text, detail) => {
    expect(tell(entry(type, data), inChinese, shanghai)).toEqual({ text, detail })
  })

  it('says when a late call really happened', () => {
    const late = entry('alert.raised', {
      kind: 'call',
      priority: 1,
      late: true,
      happenedAt: Date.parse('2026-11-22T02:00:00.000Z'),
    })
    expect(tell(late, inChinese, shanghai).detail).toContain('10:00')
  })

  it('speaks English too', () => {
    const taken = entry('alert.taken_over', { from: { id: 'q', name: 'Li Na' } }, 'Gao Zhiping')
    expect(tell(taken, inEnglish, timesIn('en', 'Asia/Shanghai')).text).toBe('Gao Zhiping took it over from Li Na')
  })
})
