import { useTranslation } from 'react-i18next'
import type { ShiftPlan } from '../../../../server/contract/shifts.ts'
import { dayNames } from './cycle.ts'

/** How a rotation repeats, and on which days of it somebody works. */
export function useCycleText(): (plan: Pick<ShiftPlan, 'cycleDays' | 'days' | 'firstOn'>) => string {
  const { t, i18n } = useTranslation('roster')
  return ({ cycleDays, days, firstOn }) => {
    const repeats = cycleDays === 7 ? t('cycles.weekly') : cycleDays === 14 ? t('cycles.fortnight') : null
    const names = dayNames(cycleDays, firstOn, i18n.language, (n) => t('day', { n }))
    const worked = days.map((day) => names[day] ?? '').join(i18n.language === 'zh' ? '、' : ', ')
    return `${repeats ?? t('cycles.other', { days: cycleDays })}: ${worked}`
  }
}
