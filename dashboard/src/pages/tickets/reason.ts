import { useTranslation } from 'react-i18next'
import { domain } from '../../locales/zh/domain.ts'

const isKind = (reason: string): reason is keyof typeof domain.kind => Object.hasOwn(domain.kind, reason)

/** Why there is a ticket: what the hub found wrong in the reader's words, a person's words as they are. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation('domain')
  return (reason) => (isKind(reason) ? t(`kind.${reason}`) : reason)
}
