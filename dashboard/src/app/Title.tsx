import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from './Navigation.tsx'
import { useRinging } from './Ringing.tsx'

/** The tab counts what has no owner, emergencies before anything else; then it says which page it is. */
export function Title() {
  const { t } = useTranslation(['shell', 'queue'])
  const { emergencies, urgent } = useRinging()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const page = nameOf(path)
  const count = emergencies.length > 0 ? emergencies.length : urgent.length
  const what = emergencies.length > 0 ? 'queue:attention.emergencies' : 'queue:attention.urgent'
  const parts = [count > 0 && `(${count}) ${t(what, { count })}`, page !== null && t(page), t('brand')]
  const title = parts.filter((part) => part !== false).join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
  return null
}
