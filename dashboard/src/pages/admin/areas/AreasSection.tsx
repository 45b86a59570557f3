import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Area } from '../../../../../server/contract/people.ts'
import { useProblemText } from '../../../app/problem.ts'
import { useAreas } from '../../../app/useAreas.ts'
import { Empty } from '../../../components/Empty.tsx'
import styles from '../admin.module.css'
import { FormDrawer } from '../form/FormDrawer.tsx'
import { SectionHead } from '../list/SectionHead.tsx'
import { AreaForm } from './AreaForm.tsx'
import { levelsBelow, treeOf } from './tree.ts'

type Open = { is: 'none' } | { is: 'new'; parentId: string } | { is: 'edit'; area: Area }

/** City, district, street, community: where everybody and everything belongs. */
export function AreasSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation(['admin', 'domain'])
  const say = useProblemText()
  const areas = useAreas()
  const [open, setOpen] = useState<Open>({ is: 'none' })
  const close = () => setOpen({ is: 'none' })
  const tree = treeOf(areas.data ?? [])
  const first = tree.find(({ area }) => levelsBelow(area.level).length > 0)
  return (
    <>
      <SectionHead title={t('areas.title')}>
        {mayChange && first && (
          <Button onClick={() => setOpen({ is: 'new', parentId: first.area.id })}>{t('areas.add')}</Button>
        )}
      </SectionHead>
      {areas.isPending && <p className={styles.quiet}>{t('loading')}</p>}
      {areas.isError && (
        <p className={styles.quiet} role="alert">
          {t('failed')} {say(areas.error)}
        </p>
      )}
      {areas.isSuccess && tree.length === 0 && <Empty title={t('areas.emptyTitle')} hint={t('areas.emptyHint')} />}
      <ul className={styles.tree}>
        {tree.map(({ area, depth }) => (
          <li key={area.id} style={{ paddingInlineStart: depth * 24 }}>
            {mayChange ? (
              <button type="button" className={styles.rowButton} onClick={() => setOpen({ is: 'edit', area })}>
                {area.name}
              </button>
            ) : (
              <span>{area.name}</span>
            )}
            <small>{t(`domain:areaLevel.${area.level}`)}</small>
            <small className={styles.zone}>{area.timezone}</small>
            {mayChange && levelsBelow(area.level).length > 0 && (
              <button
                type="button"
                className={styles.iconButton}
                aria-label={t('areas.addBelow', { name: area.name })}
                onClick={() => setOpen({ is: 'new', parentId: area.id })}
              >
                <IconPlus size={18} stroke={1.6} aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      <FormDrawer title={t(open.is === 'edit' ? 'areas.edit' : 'areas.add')} open={open.is !== 'none'} onClose={close}>
        {open.is === 'edit' && <AreaForm area={open.area} parentId={null} onSaved={close} />}
        {open.is === 'new' && <AreaForm area={null} parentId={open.parentId} onSaved={close} />}
      </FormDrawer>
    </>
  )
}
