import { useTranslation } from 'react-i18next'
import { isIn } from '../../app/isIn.ts'
import { domain } from '../../locales/zh/domain.ts'

/** Why there is a ticket: what the hub found wrong in the reader's words, a person's words as they are. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation('domain')
  return (reason) => (isIn(domain.kind, reason) ? t(`kind.${reason}`) : reason)
}
