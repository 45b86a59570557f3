import type { TFunction } from 'i18next'
import { domain } from '../locales/zh/domain.ts'
import { timeline as words } from '../locales/zh/timeline.ts'
import { isIn } from './isIn.ts'

/** What stands in an entry's data, as words of the reader's language; what isn't known to have any is left as it is or out. */
export type T = TFunction<['timeline', 'domain']>

export const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)
export const nameOf = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'name' in value ? text(value.name) : null
/** The resident is the resident; a contact is called by name and relation. */
export const calleeName = (to: unknown, t: T): string => {
  if (typeof to === 'object' && to !== null && 'who' in to && to.who === 'resident') return t('resident_called')
  if (typeof to === 'object' && to !== null && 'number' in to) return text(to.number) ?? ''
  const relation = typeof to === 'object' && to !== null && 'relation' in to ? text(to.relation) : null
  return [nameOf(to), relation].filter((part) => part !== null).join(' ') || t('contact')
}
export const callResult = (value: unknown): keyof typeof words.called =>
  isIn(words.called, value) ? value : 'no_answer'

export const counts = (data: Record<string, unknown>) => ({ members: count(data.members), back: count(data.back) })
export const count = (value: unknown): number => (typeof value === 'number' ? value : 0)
export const kindName = (value: unknown, t: T): string =>
  isIn(domain.kind, value) ? t(`domain:kind.${value}`) : (text(value) ?? '')
export const outcomeName = (value: unknown, t: T): string =>
  isIn(domain.outcome, value) ? t(`domain:outcome.${value}`) : (text(value) ?? '')
export const modeName = (value: unknown, t: T): string =>
  isIn(domain.mode, value) ? t(`domain:mode.${value}`) : (text(value) ?? '')
export const fieldNames = (value: unknown, t: T): string | null =>
  Array.isArray(value)
    ? value.map((name) => (isIn(words.field, name) ? t(`field.${name}`) : String(name))).join(t('listed'))
    : null
export const editOf = ({ did, contactName }: Record<string, unknown>) =>
  typeof contactName !== 'string'
    ? 'changed'
    : did === 'added'
      ? 'contact_added'
      : did === 'removed'
        ? 'contact_removed'
        : 'contact_changed'
export const careName = (value: unknown, t: T): string => (isIn(words.care, value) ? t(`care.${value}`) : '')
export const priorityName = (value: unknown, t: T): string => {
  const name = `p${value}`
  return isIn(domain.priority, name) ? t(`domain:priority.${name}`) : ''
}
export function proofName(value: unknown, signedAs: unknown, t: T): string | null {
  if (typeof signedAs === 'string') return t('proofTyped', { name: signedAs })
  return isIn(words.proof, value) ? t(`proof.${value}`) : null
}
/** A day of the calendar and the hour agreed on, where one is. */
export const turnText = (on: unknown, agreed: unknown): string =>
  [text(on), text(agreed)].filter((part) => part !== null).join(' ')
export const minutesText = (value: unknown, t: T): string | null =>
  typeof value === 'number' ? t('minutesAway', { minutes: value }) : null
export const metresText = (value: unknown, t: T): string | null =>
  typeof value === 'number' ? t('metres', { metres: Math.round(value) }) : null
/** Commands are named with a dot on the wire, which separates keys here. */
export const commandName = (value: unknown, t: T): string => {
  const name = text(value)?.replace('.', ' ') ?? ''
  return isIn(words.commands, name) ? t(`commands.${name}`) : name
}
export const toldNames = (value: unknown, t: T): string | null =>
  Array.isArray(value)
    ? value.map((name) => (isIn(words.told, name) ? t(`told.${name}`) : String(name))).join(t('listed')) || null
    : null
/** What was missing for anybody to be sent. */
export const whyNobody = (missing: unknown, t: T): string | null =>
  isIn(words.nobody, missing) ? t(`nobody.${missing}`) : null
/** Reasons the hub itself gives are known sentences; people's own words stay as they are. */
export const reasonText = (reason: string | null, t: T): string | null =>
  isIn(words.reasons, reason) ? t(`reasons.${reason}`) : reason
