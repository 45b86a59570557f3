import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { IconArrowLeft, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../../server/contract/incidents.ts'
import { isHidden } from '../../app/api.ts'
import { useTimes } from '../../app/clock.ts'
import { useTimeline } from '../../app/queries.ts'
import { takesOver, useMe, worksAlerts } from '../../app/session.ts'
import headStyles from '../alert/AlertHead.module.css'
import panelStyles from '../alert/AlertPanel.module.css'
import { Block } from '../alert/Block.tsx'
import { Empty } from '../Empty.tsx'
import { useKeyed } from '../Key.tsx'
import { PriorityMark } from '../PriorityMark.tsx'
import { Timeline } from '../Timeline.tsx'
import { Unanswered } from '../Unanswered.tsx'
import { EndIncident } from './EndIncident.tsx'
import { useIncident, useIncidentAction } from './incidents.ts'
import { Members } from './Members.tsx'

/** One mass outage: where, how many, who is in it, and the one claim and the one outcome for all. */
export default function IncidentPanel({ incidentId, onClose }: { incidentId: string; onClose: () => void }) {
  const { t } = useTranslation('incident')
  const { incident, error, again } = useIncident(incidentId)
  if (error !== null) return isHidden(error) ? <Empty title={t('gone')} /> : <Unanswered error={error} again={again} />
  if (incident === undefined)
    return (
      <div className={panelStyles.panel}>
        <Skeleton height={96} m={20} width="auto" />
      </div>
    )
  return <Panel incident={incident} onClose={onClose} />
}

function Panel({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { t } = useTranslation('incident')
  const me = useMe()
  const story = useTimeline('incident', incident.id).data ?? []
  const mine = incident.owner?.id === me.id && incident.state === 'claimed'
  return (
    <article className={panelStyles.panel}>
      <Head incident={incident} onClose={onClose} />
      <div className={panelStyles.body}>
        <Block title={t('members', { count: incident.members })}>
          <Members incidentId={incident.id} />
        </Block>
        <Block title={t('story')}>
          <Timeline entries={story} />
        </Block>
      </div>
      {mine && worksAlerts(me.role) && <EndIncident incident={incident} />}
    </article>
  )
}

function Head({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'domain', 'alert'])
  const times = useTimes()
  return (
    <header className={headStyles.head} data-priority={4} data-state={incident.state}>
      <div className={headStyles.top}>
        <ActionIcon className={headStyles.back} variant="subtle" aria-label={t('alert:close')} onClick={onClose}>
          <IconArrowLeft size={20} stroke={1.8} />
        </ActionIcon>
        <PriorityMark priority={4} />
        <strong>{t('title', { kind: t(`domain:kind.${incident.kind}`) })}</strong>
        <span className={headStyles.state}>{t(`domain:state.${incident.state}`)}</span>
        <span className={headStyles.waiting}>{t('since', { time: times.dayAndMinute(incident.openedAt) })}</span>
        <ActionIcon className={headStyles.close} variant="subtle" aria-label={t('alert:close')} onClick={onClose}>
          <IconX size={18} stroke={1.8} />
        </ActionIcon>
      </div>
      <div className={headStyles.person}>
        <div>
          <h2>
            {incident.areaName}
            <span>{t('counts', { members: incident.members, back: incident.back })}</span>
          </h2>
          {incident.gatewayId !== null && <p>{t('gateway', { id: incident.gatewayId })}</p>}
        </div>
      </div>
      <Take incident={incident} />
    </header>
  )
}

function Take({ incident }: { incident: Incident }) {
  const { t } = useTranslation(['incident', 'alert', 'domain'])
  const me = useMe()
  const act = useIncidentAction()
  const keyed = useKeyed()
  switch (incident.state) {
    case 'open':
      return worksAlerts(me.role) ? (
        <Button
          size="lg"
          fullWidth
          {...keyed('C')}
          disabled={act.isPending}
          onClick={() => act.mutate({ id: incident.id, action: { do: 'claim' } })}
        >
          {t('claim')}
        </Button>
      ) : null
    case 'claimed':
      if (incident.owner?.id === me.id) return null
      return (
        <div className={headStyles.held}>
          <span>{t('alert:heldBy', { name: incident.owner?.name ?? '' })}</span>
          {takesOver(me.role) && (
            <Button
              size="compact-md"
              variant="default"
              data-key="take-over"
              {...keyed('T')}
              disabled={act.isPending}
              onClick={() => act.mutate({ id: incident.id, action: { do: 'take-over' } })}
            >
              {t('alert:takeOver')}
            </Button>
          )}
        </div>
      )
    case 'resolved':
      return (
        <div className={headStyles.held}>
          <strong>
            {incident.outcome === null
              ? t('merged')
              : t('alert:resolvedAs', { outcome: t(`domain:outcome.${incident.outcome}`) })}
          </strong>
          {incident.outcomeNote !== null && <p>{incident.outcomeNote}</p>}
        </div>
      )
  }
}
