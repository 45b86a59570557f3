import type { TFunction } from 'i18next'
import type { VisitPlan } from '../../../../../server/contract/visits.ts'

/** A day of the calendar in the reader's language: 12月4日周五. Not an instant: no zone changes it. */
export const dayText = (day: string, language: string): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  }).format(new Date(`${day}T00:00:00Z`))

export const cadenceText = ({ every, everyDays }: Pick<VisitPlan, 'every' | 'everyDays'>, t: TFunction<'visits'>) =>
  every === 'days' ? t('everyDays', { count: everyDays ?? 1 }) : t(`every.${every}`)
