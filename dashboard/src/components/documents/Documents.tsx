import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonDocument } from '../../../../server/contract/documents.ts'
import { api } from '../../app/api.ts'
import { useProblemText } from '../../app/problem.ts'
import { useMe, worksAlerts } from '../../app/session.ts'
import { Block } from '../alert/Block.tsx'
import { AddDocument } from './AddDocument.tsx'
import { DocumentRow } from './DocumentRow.tsx'
import styles from './documents.module.css'

/** A person's documents. The list says what there is; what is in one is asked for on purpose, and that is recorded. */
export function Documents({ residentId }: { residentId: string }) {
  const { t } = useTranslation('documents')
  const me = useMe()
  const say = useProblemText()
  const [adding, setAdding] = useState(false)
  const list = useQuery({
    // Not read anew with whatever else happens to the person: a worker who is done may read it no more.
    queryKey: ['documents', residentId],
    queryFn: () => api.all<PersonDocument>(`/residents/${residentId}/documents`),
  })
  const writes = worksAlerts(me.role)
  return (
    <Block title={t('title')} aside={list.data && list.data.length > 0 && <span>{t('recorded')}</span>}>
      {list.isError && <p role="alert">{say(list.error)}</p>}
      {list.data?.length === 0 && <p className={styles.none}>{t('none')}</p>}
      <ul className={styles.documents}>
        {list.data?.map((document) => (
          <DocumentRow key={document.id} document={document} writes={writes} />
        ))}
      </ul>
      {writes &&
        (adding ? (
          <AddDocument residentId={residentId} done={() => setAdding(false)} />
        ) : (
          <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        ))}
    </Block>
  )
}
