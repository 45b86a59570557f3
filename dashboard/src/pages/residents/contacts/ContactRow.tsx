import { ActionIcon, Button, Group } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact, Resident } from '../../../../../server/contract/people.ts'
import { api } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'
import { PhoneLink } from '../../../components/PhoneLink.tsx'
import { ContactForm } from './ContactForm.tsx'
import styles from './contacts.module.css'
import { moveId } from './moved.ts'

type Props = {
  contact: Contact
  resident: Resident
  place: { index: number; of: number }
  moving: boolean
  move: (by: -1 | 1) => void
}

export function ContactRow({ contact, resident, place, moving, move }: Props) {
  const { t } = useTranslation('contacts')
  const [is, setIs] = useState<'read' | 'changed' | 'removed'>('read')
  const named = (what: string) => `${what} ${contact.name}`
  const agreed = [
    t(contact.consent.alerts ? 'told' : 'notTold'),
    contact.consent.readings && t('readings'),
    contact.email,
  ]
  return (
    <li>
      <span className={styles.position} aria-hidden>
        {place.index + 1}
      </span>
      <span className={styles.who}>
        <span>
          <strong>{contact.name}</strong> {contact.relation}
        </span>
        <small>{agreed.filter(Boolean).join(' · ')}</small>
      </span>
      {contact.phone === null ? (
        <span className={styles.none}>{t('noPhone')}</span>
      ) : (
        <PhoneLink phone={contact.phone} label={contact.name} />
      )}
      {is === 'read' && (
        <Group gap={4} className={styles.doing}>
          <ActionIcon
            size="md"
            variant="default"
            id={moveId(contact, -1)}
            aria-label={named(t('earlier'))}
            // Never disabled by the move itself: whoever presses it again by the keyboard keeps the focus.
            aria-disabled={moving || place.index === 0}
            onClick={() => !moving && place.index > 0 && move(-1)}
          >
            <IconArrowUp size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size="md"
            variant="default"
            id={moveId(contact, 1)}
            aria-label={named(t('later'))}
            aria-disabled={moving || place.index === place.of - 1}
            onClick={() => !moving && place.index < place.of - 1 && move(1)}
          >
            <IconArrowDown size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
          <Button size="compact-sm" variant="default" aria-label={named(t('change'))} onClick={() => setIs('changed')}>
            {t('change')}
          </Button>
          <Button size="compact-sm" variant="subtle" aria-label={named(t('remove'))} onClick={() => setIs('removed')}>
            {t('remove')}
          </Button>
        </Group>
      )}
      {is === 'changed' && <ContactForm resident={resident} contact={contact} done={() => setIs('read')} />}
      {is === 'removed' && <Remove resident={resident} contact={contact} done={() => setIs('read')} />}
    </li>
  )
}

function Remove({ resident, contact, done }: { resident: Resident; contact: Contact; done: () => void }) {
  const { t } = useTranslation('contacts')
  const say = useProblemText()
  const client = useQueryClient()
  const [based] = useState(resident.recordVersion)
  const remove = useMutation({
    mutationFn: () => api.delete(`/contacts/${contact.id}?basedOn=${based}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['resident', resident.id] }),
  })
  return (
    <div className={styles.form}>
      <p role={remove.isError ? 'alert' : undefined}>
        {remove.isError ? say(remove.error) : t('removing', { name: contact.name })}
      </p>
      <Group gap="xs">
        <Button size="compact-sm" disabled={remove.isError} loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('removeNow')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={done}>
          {t('doNotRemove')}
        </Button>
      </Group>
    </div>
  )
}
