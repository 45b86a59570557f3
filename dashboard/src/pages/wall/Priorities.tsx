import { useTranslation } from 'react-i18next'
import { lastingText, waitingMark } from '../../app/clock.ts'
import { useNow } from '../../app/LiveProvider.tsx'
import { PriorityMark } from '../../components/PriorityMark.tsx'
import { isSettling } from '../queue/order.ts'
import type { Shown } from './BehindPanel.tsx'
import { type AtPriority, widthOf } from './standing.ts'
import styles from './wall.module.css'

export function Priorities({ alerts, onShow }: { alerts: readonly AtPriority[]; onShow: (shown: Shown) => void }) {
  const { t } = useTranslation('wall')
  return (
    <section className={styles.priorities} aria-label={t('open')}>
      {alerts.map((one) => (
        <Tile key={one.priority} one={one} onShow={onShow} />
      ))}
    </section>
  )
}

function Tile({ one, onShow }: { one: AtPriority; onShow: (shown: Shown) => void }) {
  const { t } = useTranslation(['wall', 'domain'])
  const { priority, unclaimed, inHand } = one
  const name = t(`domain:priority.p${priority}`)
  return (
    <article className={styles.tile} data-priority={priority} data-waiting={unclaimed.length > 0 || undefined}>
      <h2>
        <PriorityMark priority={priority} />
      </h2>
      <button
        type="button"
        className={styles.big}
        data-width={widthOf(String(unclaimed.length))}
        aria-label={`${name}, ${t('unclaimed')}: ${unclaimed.length}`}
        onClick={() => onShow({ of: 'alerts', title: `${name} · ${t('unclaimed')}`, alerts: unclaimed })}
      >
        {unclaimed.length}
      </button>
      <Oldest one={one} />
      <button
        type="button"
        className={styles.also}
        aria-label={`${name}, ${t('inHand')}: ${inHand.length}`}
        onClick={() => onShow({ of: 'alerts', title: `${name} · ${t('inHand')}`, alerts: inHand })}
      >
        {t('inHand')} <b>{inHand.length}</b>
      </button>
    </article>
  )
}

function Oldest({ one }: { one: AtPriority }) {
  const { t } = useTranslation('wall')
  const now = useNow()
  const [first] = one.unclaimed
  if (first === undefined) return <p className={styles.oldest}>{t('nobodyWaits')}</p>
  const waited = Math.max(0, now - Date.parse(first.receivedAt))
  const over = one.unclaimed.filter(isSettling).length
  return (
    <p className={styles.oldest} data-mark={one.priority === 1 ? waitingMark(waited) : undefined}>
      {t('oldest')} <b>{lastingText(waited)}</b>
      {over > 0 && ` · ${t('over', { count: over })}`}
    </p>
  )
}
