import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, Resident } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { useShowProblem } from '../../../app/problem.ts'
import { useContacts } from '../../../app/queries.ts'
import { Block } from '../../../components/alert/Block.tsx'
import { ContactForm } from './ContactForm.tsx'
import { ContactRow } from './ContactRow.tsx'
import styles from './contacts.module.css'
import { movedTo, moveId } from './moved.ts'

/** Family and neighbours in the order in which they are told; order, consent and all else are edited here. */
export function EditContacts({ resident }: { resident: Resident }) {
  const { t } = useTranslation('contacts')
  const show = useShowProblem()
  const client = useQueryClient()
  const { data } = useContacts(resident.id)
  const contacts = data ?? []
  const [adding, setAdding] = useState(false)
  const [said, setSaid] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: ['resident', resident.id] })
  const move = useMutation({
    mutationFn: ({ ids }: { ids: string[]; contact: Contact; by: -1 | 1 }) =>
      api.put(`/residents/${resident.id}/contacts/order`, { ids, basedOn: resident.recordVersion }),
    onSuccess: async (_, { ids, contact, by }) => {
      await refresh()
      // The row has moved, and the browser drops the focus of what moves.
      document.getElementById(moveId(contact, by))?.focus()
      setSaid(t('moved', { name: contact.name, position: ids.indexOf(contact.id) + 1 }))
    },
    onError: async (error) => {
      show(error)
      await refresh()
    },
  })
  const ids = contacts.map(({ id }) => id)
  return (
    <Block title={t('title')}>
      {data?.length === 0 && <p className={styles.none}>{t('none')}</p>}
      <ol className={styles.contacts}>
        {contacts.map((contact, index) => (
          <ContactRow
            key={contact.id}
            contact={contact}
            resident={resident}
            place={{ index, of: contacts.length }}
            moving={move.isPending}
            move={(by) => move.mutate({ ids: movedTo(ids, contact.id, index + by), contact, by })}
          />
        ))}
      </ol>
      <p className={styles.said} role="status">
        {said}
      </p>
      {adding ? (
        <ContactForm resident={resident} contact={null} done={() => setAdding(false)} />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      )}
    </Block>
  )
}
