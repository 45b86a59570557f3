import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { shell } from '../locales/zh/shell.ts'
import { timeline } from '../locales/zh/timeline.ts'
import { ApiProblem, HubUnreachable } from './api.ts'
import { codeOf, faultOf, isChinese } from './faults.ts'
import { isIn } from './isIn.ts'
import { useNotify } from './Notices.tsx'

/** Says an error in the reader's language, with the fields the hub named. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation(['shell', 'timeline'])
  return (error) => problemText(error, i18n.language, t)
}

type T = TFunction<['shell', 'timeline']>

function problemText(error: unknown, language: string, t: T): string {
  if (error instanceof HubUnreachable) return t('error.unreachable')
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error)
  const code = codeOf(error)
  // What nobody foresaw is found in the log of the hub by its request.
  const request = /request (\S+)$/.exec(error.message)?.[1] ?? ''
  const said = isIn(shell.error.refused, code) ? t(`error.refused.${code}`, { request }) : error.message
  const fields = error.fields
    // Nobody filled in what an edit is based on: the sentence says it all.
    .filter(({ field }) => field !== 'basedOn')
    .map(({ field, message }) => (language === 'zh' ? fieldText(field, message, t) : `${field}: ${message}`))
  return [said, ...fields].join(' ')
}

/** The hub speaks English of fields: it is said again where there are words for it, else the field is named. */
function fieldText(field: string, message: string, t: T): string {
  const last = field.split('.').at(-1)
  const name = isIn(timeline.field, last) ? t(`timeline:field.${last}`) : field
  if (isChinese(message)) return `${name}：${message}`
  if (isIn(timeline.reasons, message)) return `${name}：${t(`timeline:reasons.${message}`)}`
  const fault = faultOf(message)
  return fault === null ? name : `${name}：${t(`error.fault.${fault}`)}`
}

/** Shows what went wrong in a corner, for actions that have no place of their own for it. */
export function useShowProblem(): (error: unknown) => void {
  const say = useProblemText()
  const notify = useNotify()
  return (error) => notify(say(error))
}

/** Somebody else was first: nothing was saved over theirs, which has to be looked at. */
export const isChangedMeanwhile = (error: unknown): boolean =>
  error instanceof ApiProblem && error.code === 'changed_meanwhile'
