import { Kbd } from '@mantine/core'
import { Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { type FocusEvent, lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { knownBy } from '../../app/known.ts'
import { useLive } from '../../app/LiveProvider.tsx'
import { useAgain } from '../../app/Ringing.tsx'
import { useMe, worksAlerts } from '../../app/session.ts'
import { AlertPanel } from '../../components/alert/AlertPanel.tsx'
import { useAlertAction } from '../../components/alert/actions.ts'
import { Empty } from '../../components/Empty.tsx'
import { useIncidentAction } from '../../components/incident/incidents.ts'
import { KeysWork } from '../../components/Key.tsx'
import { claimable, incidentsOn, moved, sectionNames, sectionsOf, type Tab, tabCounts } from './order.ts'
import { QueueBar } from './QueueBar.tsx'
import styles from './QueuePage.module.css'
import { QueueSection } from './QueueSection.tsx'
import { rowOf } from './rowOf.ts'
import { useByHand } from './useByHand.ts'
import { usePanelFocus } from './usePanelFocus.ts'
import { useQueueKeys } from './useQueueKeys.ts'

// What no emergency waits for comes when it is asked for.
const KeyHelp = lazy(() => import('./KeyHelp.tsx'))
const IncidentPanel = lazy(() => import('../../components/incident/IncidentPanel.tsx'))

export default function QueuePage() {
  const { t } = useTranslation('queue')
  const me = useMe()
  const navigate = useNavigate()
  const { alertId: open = null, incidentId: openIncident = null } = useParams({ strict: false })
  const { alerts, incidents, loaded } = useLive()
  const [tab, setTab] = useState<Tab>('all')
  const [cursor, setCursor] = useState<string | null>(null)
  const [unfolded, setUnfolded] = useState({ routine: false, technical: false })
  const [help, setHelp] = useState(false)
  const panel = useRef<HTMLElement>(null)
  const act = useAlertAction()
  const actOnIncident = useIncidentAction()
  const works = worksAlerts(me.role)

  const sections = useMemo(() => sectionsOf(alerts, tab, me.id), [alerts, tab, me.id])
  const outages = useMemo(() => incidentsOn(incidents, tab, me.id), [incidents, tab, me.id])
  const counts = useMemo(() => tabCounts(alerts, incidents, me.id), [alerts, incidents, me.id])
  const visible = useMemo(
    () =>
      [
        ...sections.pressing,
        ...sections.settling,
        ...(unfolded.routine ? sections.routine : []),
        ...outages,
        ...(unfolded.technical ? sections.technical : []),
      ].map(({ id }) => id),
    [sections, outages, unfolded],
  )
  const shown = open ?? openIncident
  const showing = shown !== null
  const { walks } = usePanelFocus(panel, shown, visible)
  const byHand = useByHand()
  // Its row stays on the page when the panel closes: the focus goes back there.
  const [place, setPlace] = useState(shown)
  if (shown !== null && shown !== place) setPlace(shown)
  const { unseen } = useAgain()
  const again = useMemo(() => new Set(unseen.map(({ id }) => id)), [unseen])
  const nothing = sectionNames.every((name) => sections[name].length === 0) && outages.length === 0

  // An open panel has a primary action of its own.
  const isOpen = ({ state }: { state: string }) => state === 'open'
  const next = showing
    ? null
    : ((sections.pressing.find(isOpen) ?? sections.settling.find(isOpen) ?? sections.routine.find(isOpen))?.id ?? null)

  const show = (alertId: string) => {
    setCursor(alertId)
    void navigate({ to: '/queue/$alertId', params: { alertId } })
  }
  const showIncident = (incidentId: string) => {
    setCursor(incidentId)
    void navigate({ to: '/queue/incidents/$incidentId', params: { incidentId } })
  }
  const claimIncident = (id: string) => {
    if (!works) return
    showIncident(id)
    if (knownBy(incidents, id)?.state === 'open') actOnIncident.mutate({ id, action: { do: 'claim' } })
  }
  const isIncident = (id: string) => knownBy(incidents, id) !== undefined
  const showEither = (id: string) => (isIncident(id) ? showIncident(id) : show(id))
  const close = () => {
    setCursor(null)
    void navigate({ to: '/queue' })
  }
  // Where one has gone oneself: not where a closing panel, or a row that went away, has put the focus.
  const arrived = ({ target }: FocusEvent) => {
    const id = rowOf(target)
    if (id !== null && byHand.current) setCursor(id)
  }
  const claim = (alertId: string) => {
    if (!works) return
    show(alertId)
    if (knownBy(alerts, alertId)?.state === 'open') act.mutate({ id: alertId, action: { do: 'claim' } })
  }
  const steadyShow = useSteady(show)
  const steadyClaim = useSteady(claim)
  const rowInHand = () => rowOf(document.activeElement) ?? cursor
  const move = (by: 1 | -1) => {
    const next = moved(visible, shown ?? rowInHand(), by)
    if (next === null) return
    setCursor(next)
    walks.current = showing
    document.getElementById(`row-${next}`)?.focus()
    if (showing) showEither(next)
  }
  useQueueKeys(panel, {
    showing,
    chooseTab: setTab,
    move,
    show() {
      const id = rowInHand()
      if (id !== null && visible.includes(id)) showEither(id)
    },
    claim() {
      const isNobodys = (id: string) => (knownBy(incidents, id) ?? knownBy(alerts, id))?.state === 'open'
      const id = shown ?? claimable(cursor, { visible, next, isOpen: isNobodys })
      if (id === null) return
      if (isIncident(id)) claimIncident(id)
      else claim(id)
    },
    close,
    help,
    setHelp,
  })

  const folding = (name: keyof typeof unfolded) => ({
    folded: !unfolded[name],
    onFold: () => setUnfolded((now) => ({ ...now, [name]: !now[name] })),
  })
  const rows = {
    ...{ open, cursor, place, next, again },
    onShow: steadyShow,
    onClaim: works ? steadyClaim : null,
    claiming: act.isPending ? (act.variables?.id ?? null) : null,
  }

  return (
    <div className={styles.page} data-open={showing || undefined} data-fills={showing || undefined}>
      <section className={styles.queue} aria-label={t('title')}>
        <QueueBar tab={tab} counts={counts} onTab={setTab} />
        {loaded && nothing && (
          <div className={styles.nothing}>
            <Empty
              title={t(
                tab === 'mine' ? 'emptyMine' : tab === 'unclaimed' && counts.all > 0 ? 'emptyUnclaimed' : 'empty',
              )}
              hint={t('emptyHint')}
            />
          </div>
        )}
        {!nothing && (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only learns where the focus is
          <div className={styles.list} onFocus={arrived}>
            <QueueSection name="pressing" alerts={sections.pressing} folding={null} {...rows} />
            <QueueSection name="settling" alerts={sections.settling} folding={null} {...rows} />
            <QueueSection name="routine" alerts={sections.routine} folding={folding('routine')} {...rows} />
            <QueueSection
              name="technical"
              alerts={sections.technical}
              folding={folding('technical')}
              outages={{
                incidents: outages,
                open: openIncident,
                cursor,
                onShow: showIncident,
                onClaim: works ? claimIncident : null,
              }}
              {...rows}
            />
          </div>
        )}
        <p className={styles.hint}>
          <Kbd size="xs">?</Kbd> {t('keys.hint')}
        </p>
      </section>
      {showing && (
        <aside className={styles.panel} ref={panel}>
          <KeysWork value={true}>
            {open !== null && <AlertPanel key={open} alertId={open} onClose={close} />}
            {openIncident !== null && (
              <Suspense>
                <IncidentPanel key={openIncident} incidentId={openIncident} onClose={close} />
              </Suspense>
            )}
          </KeysWork>
        </aside>
      )}
      {help && (
        <Suspense>
          <KeyHelp onClose={() => setHelp(false)} />
        </Suspense>
      )}
      <Outlet />
    </div>
  )
}

/** The same function for ever, which does what the latest would: with every other one all rows were rendered anew. */
function useSteady<A extends unknown[]>(act: (...args: A) => void): (...args: A) => void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  return useCallback((...args: A) => latest.current(...args), [])
}
