import { useTranslation } from 'react-i18next'
import type { Complaint } from './checks.ts'

/** Says a check's complaint in the reader's language, as a form wants it. */
export function useComplaints() {
  const { t } = useTranslation('admin')
  return (check: (text: string) => Complaint | null) =>
    (value: string): string | null => {
      const complaint = check(value)
      return complaint && t(`check.${complaint}`)
    }
}
