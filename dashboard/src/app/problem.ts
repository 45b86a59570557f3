import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { shell } from '../locales/zh/shell.ts'
import { ApiProblem, HubUnreachable } from './api.ts'
import { useNotify } from './Notices.tsx'

/** Says an error in the reader's language, with the fields the hub named. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => problemText(error, t)
}

function problemText(error: unknown, t: TFunction<'shell'>): string {
  if (error instanceof HubUnreachable) return t('error.unreachable')
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error)
  const said = isKnown(error.code) ? t(`error.refused.${error.code}`) : error.message
  const fields = error.fields.map(({ field, message }) => `${field}: ${message}`)
  return [said, ...fields].join(' ')
}

/** Shows what went wrong in a corner, for actions that have no place of their own for it. */
export function useShowProblem(): (error: unknown) => void {
  const say = useProblemText()
  const notify = useNotify()
  return (error) => notify(say(error))
}

const isKnown = (code: string): code is keyof typeof shell.error.refused => code in shell.error.refused
