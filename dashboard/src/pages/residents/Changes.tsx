import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '../../../../server/contract/common.ts'
import type { PersonChange } from '../../../../server/contract/history.ts'
import { api } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { isIn } from '../../app/isIn.ts'
import { useProblemText } from '../../app/problem.ts'
import { useAreaName } from '../../app/useAreas.ts'
import { domain } from '../../locales/zh/domain.ts'
import { timeline as words } from '../../locales/zh/timeline.ts'
import styles from './Changes.module.css'

const begin: string | null = null

/** Who changed what of this person, before and after; asked for when somebody wants to see it. */
export function Changes({ residentId }: { residentId: string }) {
  const { t } = useTranslation(['residents', 'timeline', 'alert', 'domain'])
  const say = useProblemText()
  const times = useTimes()
  const [open, setOpen] = useState(false)
  const list = useInfiniteQuery({
    queryKey: ['resident', residentId, 'changes'],
    queryFn: ({ pageParam }) =>
      api.get<Page<PersonChange>>(`/residents/${residentId}/changes`, {
        limit: 20,
        ...(pageParam !== null && { cursor: pageParam }),
      }),
    initialPageParam: begin,
    getNextPageParam: (last) => last.nextCursor,
    enabled: open,
  })
  const changes = list.data?.pages.flatMap(({ items }) => items)
  const areaName = useAreaName(open)
  /** A value as it can be read in a line; nothing for what is empty. */
  const shown = (value: unknown, field = ''): string => {
    if (value === null || value === undefined) return ''
    if (typeof value === 'string') return wordOf(field, value)
    if (typeof value === 'boolean') return t(value ? 'alert:yes' : 'alert:no')
    if (Array.isArray(value)) return value.map((one) => shown(one)).join(t('alert:listed'))
    if (typeof value === 'object')
      return Object.entries(value)
        .map(([name, part]) => (isConsent(name) ? `${t(`record.consent.${name}`)}: ${shown(part)}` : shown(part)))
        .join(' ')
    return String(value)
  }
  const wordOf = (field: string, value: string): string => {
    if (field === 'areaId') return areaName(value) || '…'
    if (field === 'userId') return t('alert:yes')
    if (field === 'careLevel' && isIn(domain.careLevel, value)) return t(`domain:careLevel.${value}`)
    if (field === 'sex' && isIn(domain.sex, value)) return t(`domain:sex.${value}`)
    if (field === 'language') return t(value === 'en' ? 'record.english' : 'record.chinese')
    return value
  }
  const didText = ({ did, contact, by }: PersonChange) => {
    const names = { who: by.name, contact: contact?.name ?? '' }
    return contact === null ? t('timeline:resident.changed', names) : t(`timeline:resident.contact_${did}`, names)
  }
  return (
    <div className={styles.changes}>
      <Button size="compact-sm" variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('record.changes')}
      </Button>
      {open && list.isError && <p role="alert">{say(list.error)}</p>}
      {open && changes?.length === 0 && <p>{t('record.noChanges')}</p>}
      {open && changes && changes.length > 0 && (
        <ol>
          {changes.map((change) => (
            <li key={change.version}>
              <p>
                <strong>{didText(change)}</strong> <time>{times.dayAndMinute(change.at)}</time>
              </p>
              <dl>
                {change.fields.map(({ field, before, after, secret }) => (
                  <div key={field}>
                    <dt>{isIn(words.field, field) ? t(`timeline:field.${field}`) : field}</dt>
                    <dd>
                      {secret ? (
                        t('record.secret')
                      ) : (
                        <>
                          {shown(before, field) !== '' && <del>{shown(before, field)}</del>} →{' '}
                          <ins>{shown(after, field) || t('record.nothing')}</ins>
                        </>
                      )}
                    </dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ol>
      )}
      {open && list.hasNextPage && (
        <Button size="compact-sm" variant="subtle" onClick={() => list.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </div>
  )
}

const isConsent = (name: string): name is 'alerts' | 'readings' => name === 'alerts' || name === 'readings'
