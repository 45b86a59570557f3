import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Provider } from '../../../../../server/contract/providers.ts'
import { clockOf } from '../../../app/clock.ts'
import { useAreaName } from '../../../app/useAreas.ts'
import styles from '../admin.module.css'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { ListFrame } from '../list/ListFrame.tsx'
import { SearchField } from '../list/SearchField.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { useList } from '../list/useList.ts'
import { runsOf } from './hours.ts'
import { ProviderForm } from './ProviderForm.tsx'

type Open = { is: 'none' } | { is: 'new' } | { is: 'edit'; provider: Provider }

/** Who delivers: stations and companies, where they are and when they work. */
export function ProvidersSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('manage')
  const areaName = useAreaName()
  const hoursText = useHoursText()
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<Open>({ is: 'none' })
  const close = () => setOpen({ is: 'none' })
  const list = useList<Provider>('providers', '/providers', { q })
  return (
    <>
      <SectionHead title={t('providers.title')} hint={t('providers.hint')}>
        <SearchField hint={t('providers.search')} onSearch={setQ} />
        {mayChange && <Button onClick={() => setOpen({ is: 'new' })}>{t('providers.add')}</Button>}
      </SectionHead>
      <ListFrame list={list} empty={{ title: t('providers.emptyTitle'), hint: t('providers.emptyHint') }}>
        {(providers) => (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('providers.name')}</th>
                <th scope="col">{t('providers.where')}</th>
                <th scope="col">{t('providers.hours')}</th>
                <th scope="col">{t('providers.workers')}</th>
              </tr>
            </thead>
            <tbody>
              {providers.map((provider) => (
                <tr key={provider.id} data-off={!provider.active}>
                  <th scope="row">
                    {mayChange ? (
                      <button
                        type="button"
                        className={styles.rowButton}
                        onClick={() => setOpen({ is: 'edit', provider })}
                      >
                        {provider.name}
                      </button>
                    ) : (
                      provider.name
                    )}
                    <small>
                      {[
                        t(`providers.kinds.${provider.kind}`),
                        provider.stars ? '★'.repeat(provider.stars) : '',
                        provider.active ? '' : t('providers.inactive'),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </small>
                  </th>
                  <td className={styles.first}>
                    {areaName(provider.areaId)}
                    {provider.address !== '' && <small>{provider.address}</small>}
                    {provider.phone && <small>{provider.phone}</small>}
                  </td>
                  <td className={styles.asideBelow}>
                    {provider.hours.length === 0
                      ? t('providers.allHours')
                      : provider.hours.map((row) => (
                          <span key={`${row.days} ${row.fromMinute}`} className={styles.line}>
                            {hoursText(row)}
                          </span>
                        ))}
                  </td>
                  <td className={styles.aside}>{t('providers.count', { count: provider.workers })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ListFrame>
      <FormDrawer
        title={open.is === 'edit' ? open.provider.name : t('providers.add')}
        open={open.is !== 'none'}
        onClose={close}
      >
        {open.is !== 'none' && <ProviderForm provider={open.is === 'edit' ? open.provider : null} onSaved={close} />}
      </FormDrawer>
    </>
  )
}

function useHoursText() {
  const { t } = useTranslation('manage')
  const dayName = (day: number): string => {
    const key = ([1, 2, 3, 4, 5, 6, 7] as const).find((known) => known === day)
    return key === undefined ? '' : t(`providers.day.d${key}`)
  }
  return ({ days, fromMinute, untilMinute }: Provider['hours'][number]): string => {
    const said = runsOf(days).map(([from, to]) => (from === to ? dayName(from) : `${dayName(from)}–${dayName(to)}`))
    return `${said.join(t('providers.and'))} ${clockOf(fromMinute)}–${clockOf(untilMinute)}`
  }
}
