import { Button, Skeleton } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../../../../server/contract/devices.ts'
import type { LimitsNow } from '../../../../../server/contract/limits.ts'
import { takesOver, useMe } from '../../../app/session.ts'
import { Block } from '../../../components/alert/Block.tsx'
import { limitText } from '../../../components/alert/why.ts'
import styles from './limits.module.css'
import { useLimits } from './queries.ts'
import { Rules } from './Rules.tsx'
import { Versions } from './Versions.tsx'

const LimitsEditor = lazy(() => import('./LimitsEditor.tsx'))

type Props = { residentId: string; devices: readonly Device[] }

/** What is set for this one person: their limits and the rules somebody made for them. */
export function LimitsCard({ residentId, devices }: Props) {
  const { t } = useTranslation('limits')
  const may = takesOver(useMe().role)
  const now = useLimits(residentId).data
  const [open, setOpen] = useState<'editor' | 'versions' | null>(null)
  if (now === undefined) return <Skeleton height={120} my={16} />
  return (
    <>
      <Block
        title={t('title')}
        aside={
          <span className={styles.actions}>
            {now.version > 0 && (
              <Button
                variant="subtle"
                size="compact-sm"
                aria-expanded={open === 'versions'}
                onClick={() => setOpen(open === 'versions' ? null : 'versions')}
              >
                {t('versions')}
              </Button>
            )}
            {may && open !== 'editor' && (
              <Button variant="default" size="compact-sm" onClick={() => setOpen('editor')}>
                {t('change')}
              </Button>
            )}
          </span>
        }
      >
        {open === 'editor' ? (
          <Suspense fallback={<Skeleton height={320} />}>
            <LimitsEditor residentId={residentId} now={now} devices={devices} onDone={() => setOpen(null)} />
          </Suspense>
        ) : (
          <Own now={now} />
        )}
        {open === 'versions' && <Versions residentId={residentId} version={now.version} may={may} />}
      </Block>
      <Rules residentId={residentId} devices={devices} may={may} />
    </>
  )
}

/** What differs from the defaults, with the default beside it. */
function Own({ now }: { now: LimitsNow }) {
  const { t } = useTranslation('limits')
  const { t: words } = useTranslation(['alert', 'domain'])
  const own = Object.entries(now.limits)
  if (own.length === 0) return <p className={styles.quiet}>{t('none')}</p>
  return (
    <dl className={styles.own}>
      {own.map(([field, value]) => {
        const [name = field, hours] = field.split('@')
        const usual = now.known.find((known) => known.name === name)?.default
        const { name: said, value: figure } = limitText(name, value, words)
        return (
          <div key={field}>
            <dt>
              {said}
              {hours !== undefined && <small> {hours.replace('-', '–')}</small>}
            </dt>
            <dd>
              {figure}
              {usual !== undefined && <small>{t('otherwise', { value: limitText(name, usual, words).value })}</small>}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}
