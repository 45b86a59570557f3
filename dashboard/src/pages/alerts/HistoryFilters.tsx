import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { AlertKind, AlertState, Outcome } from '../../app/domain.ts'
import { domain } from '../../locales/zh/domain.ts'
import { AreaSelect } from '../admin/areas/AreaSelect.tsx'
import styles from './AlertsPage.module.css'

/** What is looked for among alerts; days are those of the reader's area, both included. */
export type Wanted = {
  q: string
  state: AlertState | null
  kind: AlertKind | null
  outcome: Outcome | null
  areaId: string | null
  from: string
  to: string
}
export const wantedAtFirst: Wanted = {
  q: '',
  state: 'resolved',
  kind: null,
  outcome: null,
  areaId: null,
  from: '',
  to: '',
}

export function HistoryFilters({ wanted, onChange }: { wanted: Wanted; onChange: (change: Partial<Wanted>) => void }) {
  const { t } = useTranslation(['alerts', 'domain'])
  const search = useDebouncedCallback((q: string) => onChange({ q }), 250)
  return (
    <search className={styles.filters}>
      <TextInput
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        defaultValue={wanted.q}
        onChange={(event) => search(event.currentTarget.value.trim())}
      />
      <Select
        aria-label={t('state')}
        placeholder={t('anyState')}
        clearable
        value={wanted.state}
        onChange={(state) => onChange({ state })}
        data={choices(domain.state).map((value) => ({ value, label: t(`domain:state.${value}`) }))}
      />
      <Select
        aria-label={t('kind')}
        placeholder={t('anyKind')}
        clearable
        value={wanted.kind}
        onChange={(kind) => onChange({ kind })}
        data={choices(domain.kind).flatMap((value) =>
          value === 'undisclosed' ? [] : [{ value, label: t(`domain:kind.${value}`) }],
        )}
      />
      <Select
        aria-label={t('column.outcome')}
        placeholder={t('anyOutcome')}
        clearable
        value={wanted.outcome}
        onChange={(outcome) => onChange({ outcome })}
        data={choices(domain.outcome).map((value) => ({ value, label: t(`domain:outcome.${value}`) }))}
      />
      <AreaSelect
        aria-label={t('area')}
        placeholder={t('anyArea')}
        clearable
        value={wanted.areaId}
        onChange={(areaId) => onChange({ areaId })}
      />
      <TextInput
        type="date"
        aria-label={t('from')}
        max={wanted.to}
        value={wanted.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        aria-label={t('to')}
        min={wanted.from}
        value={wanted.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
    </search>
  )
}

function choices<K extends string>(names: Record<K, string>): K[] {
  const isName = (name: string): name is K => Object.hasOwn(names, name)
  return Object.keys(names).filter(isName)
}
