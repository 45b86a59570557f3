import type { MessageText, Placeholder } from '../contract/message-templates.ts'
import { type AlertKind, type AlertState, type Outcome, tellsHealth } from '../core/alert/alert.ts'
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
  /** Whoever has the alert wants them told: they may be able to help. */
  asked?: boolean
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
  /** What is being done about it. */
  doing(notice: Notice): string
  /** Said after what happened, when the person took it back at the device. */
  cancelled: string
  outcome(outcome: Outcome | null): string
  /** What is said while nobody has written another text. */
  texts: Readonly<Record<NoticeAbout, MessageText>>
}

export const wordsOf = (language: 'zh' | 'en'): Words => (language === 'en' ? en : zh)

/** The message in the contact's language, in the words somebody wrote or else in our own. Pure. */
export function messageFor(notice: Notice, language: 'zh' | 'en', text: MessageText | null = null): Message {
  const words = wordsOf(language)
  const values: Record<Placeholder, string> = {
    contact: oneLine(notice.contactName),
    resident: oneLine(notice.residentName),
    what: words.what(notice.kind),
    when: localTime(notice.happenedAt, notice.timezone, words.locale),
    cancelled: notice.cancelled ? words.cancelled : '',
    doing: words.doing(notice),
    outcome: words.outcome(notice.outcome),
    url: notice.url,
  }
  const { subject, body } = text ?? words.texts[notice.about]
  return { subject: oneLine(filled(subject, values)), text: `${filled(body, values).trimEnd()}\n` }
}

/** In one go: what a value says in braces stays as it is. */
const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{\{\s*(\w+)\s*\}\}/g, (written, name: string) => values[name] ?? written)

/** What of an alert's kind somebody may be told who may hear of alerts. */
export const kindToTell = (kind: AlertKind, maySeeReadings: boolean): AlertKind | null =>
  tellsHealth(kind) && !maySeeReadings ? null : kind

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
