import type { AlertKind, AlertState, Outcome } from '../core/alert/alert.ts'
import type { TicketState } from '../core/ticket/ticket.ts'
import type { NoticeAbout } from '../store/jobs.ts'
import { en } from './messages-en.ts'
import { zh } from './messages-zh.ts'

/** What a message to family is made of. */
export type Notice = {
  about: NoticeAbout
  contactName: string
  residentName: string
  /** Null when what the alert is about would tell more of this person's health than they agreed to. */
  kind: AlertKind | null
  state: AlertState
  /** Epoch ms. */
  happenedAt: number
  /** IANA zone of the home. */
  timezone: string
  /** The person took it back at the device, and somebody has yet to make sure. */
  cancelled: boolean
  ownerName: string | null
  outcome: Outcome | null
  help: { workerName: string; state: TicketState } | null
  /** Where the family reads on. */
  url: string
}

export type Message = { subject: string; text: string }

export type Words = {
  /** For Intl. */
  locale: string
  what(kind: AlertKind | null): string
  subject(notice: Line): string
  lines(notice: Line): readonly string[]
}
/** A notice with its values as they are read aloud. */
export type Line = Notice & { what: string; when: string }

/** The message in the contact's language. Pure. */
export function messageFor(notice: Notice, language: 'zh' | 'en'): Message {
  const words = language === 'en' ? en : zh
  const line = {
    ...notice,
    contactName: oneLine(notice.contactName),
    residentName: oneLine(notice.residentName),
    what: words.what(notice.kind),
    when: localTime(notice.happenedAt, notice.timezone, words.locale),
  }
  return { subject: words.subject(line), text: `${words.lines(line).join('\n\n')}\n` }
}

/** Kinds that say by themselves how somebody's health is. */
const aboutHealth: ReadonlySet<AlertKind> = new Set(['vitals', 'wet', 'turn_due', 'medication'])

/** What of an alert's kind somebody may be told who may hear of alerts. */
export const kindToTell = (kind: AlertKind, maySeeReadings: boolean): AlertKind | null =>
  aboutHealth.has(kind) && !maySeeReadings ? null : kind

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** A moment by the clock of a zone, to the minute. */
export function localTime(at: number, timeZone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}
