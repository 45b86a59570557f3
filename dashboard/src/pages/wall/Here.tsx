import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../../server/contract/incidents.ts'
import type { Wall } from '../../../../server/contract/kpi.ts'
import { allOf, type Known } from '../../app/known.ts'
import type { LiveState } from '../../app/live.ts'
import type { Shown } from './BehindPanel.tsx'
import { type InState, widthOf } from './standing.ts'
import styles from './wall.module.css'

type Show = { onShow: (shown: Shown) => void }

/** How many rows of a list the screen has room for. */
const rows = 5

/** Who answers and who can go. */
export function People({ wall, live, onShow }: Show & { wall: Wall | undefined; live: LiveState }) {
  const { t } = useTranslation('wall')
  if (wall === undefined) return <section className={styles.box} />
  const { from, operators, responders } = wall.people
  const alertsOf = (id: string) =>
    allOf(live.alerts).filter((alert) => alert.state === 'claimed' && alert.owner?.id === id)
  const busy = responders.filter(({ tickets }) => tickets > 0)
  const words = (standing: 'on' | 'break' | 'signed_in') =>
    standing === 'on' ? t('onShift') : standing === 'break' ? t('onBreak') : t('signedIn')
  const title = `${t('operators')} · ${t(from === 'shifts' ? 'onShift' : 'signedIn')}`
  return (
    <section className={styles.box}>
      <h2>{title}</h2>
      <div className={styles.two}>
        <button
          type="button"
          className={styles.big}
          data-width={widthOf(String(operators.length))}
          aria-label={`${title}: ${operators.length}`}
          onClick={() =>
            onShow({
              of: 'people',
              title,
              people: operators.map(({ id, name, standing }) => ({
                id,
                name,
                note: words(standing),
                alerts: alertsOf(id),
              })),
            })
          }
        >
          {operators.length}
        </button>
        <div>
          <button
            type="button"
            className={styles.line}
            onClick={() =>
              onShow({
                of: 'people',
                title: t('responders'),
                people: responders.map(({ id, name, tickets }) => ({
                  id,
                  name,
                  note: tickets > 0 ? `${t('tickets')} ${tickets}` : t('idle'),
                  alerts: [],
                })),
              })
            }
          >
            {t('responders')} <b>{responders.length}</b>
          </button>
          <p>
            {t('free', { count: responders.length - busy.length })} · {t('busy', { count: busy.length })}
          </p>
        </div>
      </div>
    </section>
  )
}

export function Tickets({ tickets, onShow }: Show & { tickets: readonly InState[] }) {
  const { t } = useTranslation(['wall', 'domain'])
  const all = tickets.flatMap((one) => one.tickets)
  return (
    <section className={styles.box}>
      <h2>{t('tickets')}</h2>
      <div className={styles.two}>
        <button
          type="button"
          className={styles.big}
          data-width={widthOf(String(all.length))}
          aria-label={`${t('tickets')}: ${all.length}`}
          onClick={() => onShow({ of: 'tickets', title: t('tickets'), tickets: all })}
        >
          {all.length}
        </button>
        <ul className={styles.lines}>
          {tickets.slice(0, rows).map(({ state, tickets: some }) => (
            <li key={state}>
              <button
                type="button"
                className={styles.line}
                onClick={() => onShow({ of: 'tickets', title: t(`domain:ticketState.${state}`), tickets: some })}
              >
                {t(`domain:ticketState.${state}`)} <b>{some.length}</b>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

/** What has to be read is there first; its room is kept. */
const OutageMap = lazy(() => import('./OutageMap.tsx'))

export function Outages({
  incidents,
  bright,
}: {
  incidents: Known<Incident>
  /** A picture is painted in the colours of its time. */
  bright: boolean
}) {
  const { t } = useTranslation(['wall', 'domain'])
  const open = useMemo(
    () =>
      allOf(incidents)
        .filter(({ state }) => state !== 'resolved')
        .sort((a, b) => b.members - b.back - (a.members - a.back)),
    [incidents],
  )
  return (
    <section className={styles.box} data-map>
      <h2>{t('outages')}</h2>
      <div className={styles.two}>
        <Link
          to="/map"
          className={styles.big}
          data-width={widthOf(String(open.length))}
          aria-label={`${t('outages')}: ${open.length}`}
        >
          {open.length}
        </Link>
        <ul className={styles.lines}>
          {open.slice(0, rows - 2).map(({ id, areaName, kind, members, back }) => (
            <li key={id}>
              <Link to="/queue/incidents/$incidentId" params={{ incidentId: id }} className={styles.line}>
                {areaName} · {t(`domain:kind.${kind}`)}
                <small>{t('members', { members, back })}</small>
              </Link>
            </li>
          ))}
          {open.length === 0 && <li className={styles.calm}>{t('noOutage')}</li>}
        </ul>
      </div>
      <div className={styles.map}>
        <Suspense>
          <OutageMap key={String(bright)} open={open} />
        </Suspense>
      </div>
    </section>
  )
}

export function Devices({ wall }: { wall: Wall | undefined }) {
  const { t, i18n } = useTranslation('wall')
  if (wall === undefined) return <section className={styles.box} />
  const { supervised, unsupervised, neverHeard } = wall.devices
  const behind = (count: ('supervised' | 'unsupervised' | 'never_heard')[]) => ({
    count,
    from: wall.today.from,
    to: wall.today.to,
    areaId: wall.area.id,
  })
  return (
    <section className={styles.box}>
      <h2>{t('devices')}</h2>
      <div className={styles.two}>
        <Link
          to="/report/cases"
          search={behind(['unsupervised'])}
          className={styles.big}
          data-width={widthOf(unsupervised.toLocaleString(i18n.language))}
          aria-label={`${t('devices')}: ${unsupervised}`}
        >
          {unsupervised.toLocaleString(i18n.language)}
        </Link>
        <div>
          <Link to="/report/cases" search={behind(['supervised', 'unsupervised'])} className={styles.line}>
            {t('devicesOf', { all: (supervised + unsupervised).toLocaleString(i18n.language) })}
          </Link>
          {neverHeard > 0 && (
            <Link to="/report/cases" search={behind(['never_heard'])} className={styles.line}>
              {t('neverHeard', { count: neverHeard })}
            </Link>
          )}
        </div>
      </div>
    </section>
  )
}
