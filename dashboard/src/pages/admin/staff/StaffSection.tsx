import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '../../../../../server/contract/people.ts'
import type { Role } from '../../../app/domain.ts'
import { useMe } from '../../../app/session.ts'
import { useAreaName } from '../../../app/useAreas.ts'
import styles from '../admin.module.css'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { ListFrame } from '../list/ListFrame.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { useList } from '../list/useList.ts'
import { roles } from './roles.ts'
import { StaffForm } from './StaffForm.tsx'

type Open = { is: 'none' } | { is: 'new' } | { is: 'edit'; person: Staff }

/** Everybody who signs in, from operators to daughters. */
export function StaffSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation(['admin', 'domain'])
  const me = useMe()
  const areaName = useAreaName()
  const [role, setRole] = useState<Role | null>(null)
  const [open, setOpen] = useState<Open>({ is: 'none' })
  const close = () => setOpen({ is: 'none' })
  const list = useList<Staff>('staff', '/staff', role ? { role } : {})
  return (
    <>
      <SectionHead title={t('staff.title')}>
        <Select
          aria-label={t('staff.role')}
          placeholder={t('staff.allRoles')}
          clearable
          w={150}
          value={role}
          onChange={(value) => setRole(roles.find((known) => known === value) ?? null)}
          data={roles.map((value) => ({ value, label: t(`domain:role.${value}`) }))}
        />
        {mayChange && <Button onClick={() => setOpen({ is: 'new' })}>{t('staff.add')}</Button>}
      </SectionHead>
      <ListFrame list={list} empty={{ title: t('staff.emptyTitle'), hint: t('staff.emptyHint') }}>
        {(people) => (
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('staff.name')}</th>
                <th scope="col">{t('staff.role')}</th>
                <th scope="col">{t('staff.area')}</th>
                <th scope="col">{t('staff.reach')}</th>
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <tr key={person.id} data-off={!person.active}>
                  <th scope="row">
                    {mayChange ? (
                      <button
                        type="button"
                        className={styles.rowButton}
                        onClick={() => setOpen({ is: 'edit', person })}
                      >
                        {person.name}
                      </button>
                    ) : (
                      person.name
                    )}
                    {person.id === me.id && <small>{t('staff.you')}</small>}
                    {!person.active && <small>{t('staff.inactive')}</small>}
                    {person.active && person.invited && <small>{t('staff.invited')}</small>}
                  </th>
                  <td className={styles.aside}>{t(`domain:role.${person.role}`)}</td>
                  <td className={styles.asideBelow}>{areaName(person.areaId)}</td>
                  <td className={styles.first}>
                    {person.email}
                    {person.phone && <small>{person.phone}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </ListFrame>
      <FormDrawer title={t(open.is === 'edit' ? 'staff.edit' : 'staff.add')} open={open.is !== 'none'} onClose={close}>
        {open.is !== 'none' && <StaffForm person={open.is === 'edit' ? open.person : null} onSaved={close} />}
      </FormDrawer>
    </>
  )
}
