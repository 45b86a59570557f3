import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../../app/problem.ts'
import { Empty } from '../../../components/Empty.tsx'
import styles from '../admin.module.css'
import type { List } from './useList.ts'

type Props<T> = {
  list: List<T>
  /** Said when there is nothing: what it means and what to do. */
  empty: { title: string; hint?: string }
  children: (items: readonly T[]) => ReactNode
}

/** A list in each of its states: being fetched, failed, empty, shown, with more to come. */
export function ListFrame<T>({ list, empty, children }: Props<T>) {
  const { t } = useTranslation('admin')
  const say = useProblemText()
  if (list.loading)
    return (
      <p className={styles.quiet} role="status">
        {t('loading')}
      </p>
    )
  if (list.failed && list.items.length === 0)
    return (
      <div className={styles.quiet} role="alert">
        <p>
          {t('failed')} {say(list.failed)}
        </p>
        <Button variant="default" onClick={list.retry}>
          {t('again')}
        </Button>
      </div>
    )
  if (list.items.length === 0) return <Empty {...empty} />
  return (
    <>
      {children(list.items)}
      <div className={styles.below}>
        <span>{t(list.more ? 'countMore' : 'count', { count: list.items.length })}</span>
        {list.more && (
          <Button variant="default" size="sm" loading={list.fetchingMore} onClick={list.more}>
            {t('more')}
          </Button>
        )}
      </div>
    </>
  )
}
