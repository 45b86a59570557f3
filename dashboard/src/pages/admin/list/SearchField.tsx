import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from '../admin.module.css'

/** Searches as one types, once one pauses. */
export function SearchField({ hint, onSearch }: { hint: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation('admin')
  const search = useDebouncedCallback(onSearch, 250)
  return (
    <TextInput
      type="search"
      className={styles.search}
      aria-label={t('search')}
      placeholder={hint}
      leftSection={<IconSearch size={16} stroke={1.6} aria-hidden />}
      onChange={(event) => search(event.currentTarget.value.trim())}
    />
  )
}
