import type { AlertKind, Priority } from '../core/alert/alert.ts'
import type { Reachable } from '../core/escalation/told.ts'
import type { Standing } from '../core/schedule/on-shift.ts'
import { localTime, type Message } from './messages.ts'
import { en } from './messages-en.ts'
import { zh } from './messages-zh.ts'

/** What somebody who works for the service is told of an alert that nobody has taken, or with which they are asked to help. */
export type StaffNotice = {
  toKind: Reachable['kind']
  language: 'zh' | 'en'
  residentName: string | null
  address: string | null
  phone: string | null
  areaName: string
  kind: AlertKind
  priority: Priority
  /** Epoch ms; the zone is the alert's. */
  receivedAt: number
  /** Who has it and asks them. */
  askedBy: string | null
  now: number
  timezone: string
  url: string
}

const priorities = {
  zh: { 1: '紧急', 2: '急', 3: '一般', 4: '技术' },
  en: { 1: 'Emergency', 2: 'Urgent', 3: 'Routine', 4: 'Technical' },
} as const

/** Pure. A responder learns where to go; everybody learns how long it has waited. */
export function staffMessage(notice: StaffNotice): Message {
  const words = notice.language === 'en' ? en : zh
  const who = notice.residentName ?? notice.areaName
  const what = words.what(notice.kind)
  const when = localTime(notice.receivedAt, notice.timezone, words.locale)
  const waited = Math.max(0, Math.round((notice.now - notice.receivedAt) / 1000))
  const where = [notice.address ?? notice.areaName, notice.phone]
    .filter(Boolean)
    .join(notice.language === 'en' ? ', ' : '，')
  const { askedBy } = notice
  if (askedBy !== null) {
    const { subject, text, where: at, please } = asks[notice.language]
    const happened = notice.language === 'en' ? `${who} ${what}` : `${who}${what}`
    return {
      subject: `${subject(priorities[notice.language][notice.priority])}${happened}`,
      text: [text(when, happened, askedBy), at(where), please(notice.toKind === 'worker'), notice.url].join('\n'),
    }
  }
  if (notice.language === 'en')
    return {
      subject: `[Carebell] ${priorities.en[notice.priority]}, nobody has taken it: ${who} ${what}`,
      text: [
        `${when}: ${who} ${what}. Nobody has taken this alert for ${waited} s.`,
        `Where: ${where}.`,
        notice.toKind === 'worker'
          ? 'You are nearby: please be ready to go, the centre will call you.'
          : 'Please take it.',
        notice.url,
      ].join('\n'),
    }
  return {
    subject: `【安铃】${priorities.zh[notice.priority]}，无人接手：${who}${what}`,
    text: [
      `${when}，${who}${what}。已 ${waited} 秒无人接手。`,
      `地点：${where}。`,
      notice.toKind === 'worker' ? '您离得近：请准备出发，中心会与您联系。' : '请立即接手。',
      notice.url,
    ].join('\n'),
  }
}

/** How somebody who has an alert asks others to help. */
const asks = {
  zh: {
    subject: (urgency: string) => `【安铃】${urgency}，请协助：`,
    text: (when: string, what: string, by: string) => `${when}，${what}。坐席${by}正在处理，请您协助。`,
    where: (place: string) => `地点：${place}。`,
    please: (near: boolean) => (near ? '您离得近：请准备出发，中心会与您联系。' : '请尽快与中心联系。'),
  },
  en: {
    subject: (urgency: string) => `[Carebell] ${urgency}, your help is asked for: `,
    text: (when: string, what: string, by: string) => `${when}: ${what}. ${by} has this alert and asks for your help.`,
    where: (place: string) => `Where: ${place}.`,
    please: (near: boolean) =>
      near ? 'You are nearby: please be ready to go, the centre will call you.' : 'Please call the centre.',
  },
} as const

/** Too few are there to answer. Pure. */
export function staffingMessage(about: {
  areaName: string
  standing: Standing
  on: number
  minimum: number
  url: string
}): Message {
  const { areaName, standing, on, minimum, url } = about
  return {
    subject: standing === 'nobody' ? `【安铃】${areaName}：无人值守` : `【安铃】${areaName}：在岗人数不足`,
    text: `${areaName}现有 ${on} 名坐席在岗，至少应有 ${minimum} 名。请立即安排人员到岗。\n${areaName}: ${on} of ${minimum} operators on shift.\n${url}`,
  }
}

/** Too few are planned for hours that are still to come (epoch ms). Pure. */
export function gapMessage(about: {
  areaName: string
  timezone: string
  from: number
  until: number
  planned: number
  minimum: number
  url: string
}): Message {
  const { areaName, timezone, from, until, planned, minimum, url } = about
  const span = (locale: string) => `${localTime(from, timezone, locale)} – ${localTime(until, timezone, locale)}`
  return {
    subject: planned === 0 ? `【安铃】${areaName}：将无人值守` : `【安铃】${areaName}：排班人数不足`,
    text: `${areaName}在 ${span(zh.locale)} 排了 ${planned} 名坐席，至少应有 ${minimum} 名。请安排人员。\n${areaName}, ${span(en.locale)}: ${planned} of ${minimum} operators planned.\n${url}`,
  }
}
