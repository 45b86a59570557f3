import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Resident } from '../../../../../server/contract/people.ts'
import { useAreaName } from '../../../app/useAreas.ts'
import styles from '../admin.module.css'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { ImportForm } from '../imports/ImportForm.tsx'
import { ListFrame } from '../list/ListFrame.tsx'
import { SearchField } from '../list/SearchField.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { useList } from '../list/useList.ts'
import { ContactsPanel } from './ContactsPanel.tsx'
import { ResidentForm } from './ResidentForm.tsx'

type Open = { is: 'none' } | { is: 'new' } | { is: 'import' } | { is: 'contacts' } | { is: 'edit'; resident: Resident }

export function ResidentsSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation(['admin', 'domain'])
  const areaName = useAreaName()
  const [q, setQ] = useState('')
  const [open, setOpen] = useState<Open>({ is: 'none' })
  const close = () => setOpen({ is: 'none' })
  const list = useList<Resident>('resident', '/residents', { q })
  const empty =
    q === ''
      ? { title: t('residents.emptyTitle'), hint: t('residents.emptyHint') }
      : { title: t('residents.noneFound') }
  return (
    <>
      <SectionHead title={t('residents.title')}>
        <SearchField hint={t('residents.hint')} onSearch={setQ} />
        {mayChange && (
          <>
            <Button variant="default" onClick={() => setOpen({ is: 'import' })}>
              {t('import.residents')}
            </Button>
            <Button variant="default" onClick={() => setOpen({ is: 'contacts' })}>
              {t('import.contacts')}
            </Button>
            <Button onClick={() => setOpen({ is: 'new' })}>{t('residents.add')}</Button>
          </>
        )}
      </SectionHead>
      <ListFrame list={list} empty={empty}>
        {(residents) => (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('residents.who')}</th>
                <th scope="col">{t('residents.where')}</th>
                <th scope="col">{t('fields.phone')}</th>
                <th scope="col">{t('residents.care')}</th>
              </tr>
            </thead>
            <tbody>
              {residents.map((resident) => (
                <tr key={resident.id}>
                  <th scope="row">
                    <button
                      type="button"
                      className={styles.rowButton}
                      onClick={() => setOpen({ is: 'edit', resident })}
                    >
                      {resident.name}
                    </button>
                    {resident.mode !== 'home' && <small>{t(`domain:mode.${resident.mode}`)}</small>}
                  </th>
                  <td className={styles.first}>
                    {resident.address}
                    <small>{areaName(resident.areaId)}</small>
                  </td>
                  <td className={styles.asideBelow}>{resident.phone ?? <small>{t('unset')}</small>}</td>
                  <td className={styles.aside}>{t(`domain:careLevel.${resident.careLevel}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ListFrame>
      <FormDrawer title={t(titles[open.is])} open={open.is !== 'none'} onClose={close}>
        {open.is === 'import' && <ImportForm of="residents" />}
        {open.is === 'contacts' && <ImportForm of="contacts" />}
        {open.is === 'new' && (
          <ResidentForm
            resident={null}
            onSaved={(resident) => setOpen({ is: 'edit', resident })}
            mayChange={mayChange}
          />
        )}
        {open.is === 'edit' && (
          <>
            <ResidentForm key={open.resident.id} resident={open.resident} onSaved={close} mayChange={mayChange} />
            <ContactsPanel residentId={open.resident.id} mayChange={mayChange} />
          </>
        )}
      </FormDrawer>
    </>
  )
}

const titles = {
  none: 'residents.edit',
  new: 'residents.add',
  edit: 'residents.edit',
  import: 'import.residents',
  contacts: 'import.contacts',
} as const
