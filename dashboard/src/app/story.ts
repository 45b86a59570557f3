import { useTranslation } from 'react-i18next'
import type { TimelineEntry } from '../../../server/contract/alerts.ts'
import { domain } from '../locales/zh/domain.ts'
import { timeline as words } from '../locales/zh/timeline.ts'
import { type timesIn, useTimes } from './clock.ts'
import { isIn } from './isIn.ts'
import {
  calleeName,
  callResult,
  careName,
  commandName,
  count,
  counts,
  editOf,
  fieldNames,
  kindName,
  metresText,
  minutesText,
  modeName,
  nameOf,
  outcomeName,
  priorityName,
  proofName,
  reasonText,
  type T,
  text,
  toldNames,
  turnText,
  whyNobody,
} from './storyWords.ts'

export type Told = {
  text: string
  /** What somebody wrote, or what else matters; null when the sentence says all. */
  detail: string | null
}
type Times = ReturnType<typeof timesIn>

/** Says a timeline entry as a sentence in the reader's language. */
export function useStory(): (entry: TimelineEntry) => Told {
  const { t } = useTranslation(['timeline', 'domain'])
  const times = useTimes()
  return (entry) => tell(entry, t, times)
}

/** Pure. What an entry does not say is left out, never guessed. */
export function tell(entry: TimelineEntry, t: T, times: Times): Told {
  const { data } = entry
  const who = actorName(entry, t)
  const worker = text(data.workerName) ?? t('worker')
  const contact = text(data.contactName) ?? toldNames([data.whom ?? ''], t) ?? t('contact')
  const from = nameOf(data.from) ?? t('somebody')
  const reason = text(data.reason)
  const note = text(data.note)
  const said = (sentence: string, ...details: (string | null)[]): Told => {
    const detail = details.filter((part) => part !== null).join(' · ')
    return { text: sentence, detail: detail === '' ? null : detail }
  }

  switch (entry.type) {
    case 'alert.raised':
      return said(
        t('alert.raised', { kind: kindName(data.kind, t), priority: priorityName(data.priority, t) }),
        data.late === true && typeof data.happenedAt === 'number'
          ? t('lateSince', { time: times.dayAndMinute(data.happenedAt) })
          : null,
      )
    case 'alert.repeated':
      return said(t('alert.repeated'))
    case 'alert.priority_raised':
      return said(t('alert.priority_raised', { priority: priorityName(data.priority, t) }), reasonText(reason, t))
    case 'alert.cleared':
      return said(t('alert.cleared'))
    case 'alert.cancelled_by_resident':
      return said(t('alert.cancelled_by_resident'))
    case 'alert.claimed':
      return said(t('alert.claimed', { who }))
    case 'alert.released':
      return said(t('alert.released', { who }), note)
    case 'alert.taken_over':
      return said(t('alert.taken_over', { who, from }))
    case 'alert.claim_expired':
      return said(
        t('alert.claim_expired', { from }),
        data.help === 'overdue' ? t('alert.help_overdue') : reasonText(reason, t),
      )
    case 'alert.escalated':
      if (reason === 'nobody_available') return said(t('alert.nobody_fits'), whyNobody(data.missing, t))
      return said(t('alert.escalated'), toldNames(data.tell ?? data.told, t))
    case 'alert.called':
      return said(t(`called.${callResult(data.result)}`, { who, to: calleeName(data.to, t) }))
    case 'alert.step_done':
      return said(t('step.done', { who }), text(data.step))
    case 'alert.step_undone':
      return said(t('step.undone', { who }), text(data.step))
    case 'alert.note':
      return said(t('alert.note', { who }), note)
    case 'alert.resolved':
      return said(t('alert.resolved', { who, outcome: outcomeName(data.outcome, t) }), note)
    case 'alert.corrected':
      return said(
        t('alert.corrected', { who, was: outcomeName(data.from, t), outcome: outcomeName(data.outcome, t) }),
        note,
      )
    case 'alert.left_incident':
      return said(t('alert.left_incident'))
    case 'alert.left_area':
    case 'ticket.left_area':
      return said(t('moved.away', { who }))
    case 'alert.entered_area':
    case 'ticket.entered_area':
      return said(t('moved.here', { fromArea: text(data.fromArea) ?? '', toArea: text(data.toArea) ?? '' }))
    case 'incident.opened':
      return said(t('incident.opened', { kind: kindName(data.kind, t) }))
    case 'incident.changed':
      return said(t('incident.changed', counts(data)))
    case 'incident.claimed':
      return said(t('incident.claimed', { who }))
    case 'incident.released':
      return said(t('incident.released', { who }), note)
    case 'incident.taken_over':
      return said(t('incident.taken_over', { who, from }))
    case 'incident.claim_expired':
      return said(t('incident.claim_expired', { from }))
    case 'incident.note':
      return said(t('incident.note', { who }), note)
    case 'incident.closed':
      return said(
        isIn(words.ended, reason)
          ? t(`ended.${reason}`, counts(data))
          : t('incident.closed', { who, outcome: outcomeName(data.outcome, t) }),
        note,
      )
    case 'ticket.requested':
      return isIn(domain.service, data.service)
        ? said(t('ticket.planned', { service: t(`domain:service.${data.service}`) }))
        : // What the hub found wrong is a kind of alert; people's own words stay as they are.
          said(t('ticket.requested', { who }), reason === null ? null : kindName(reason, t))
    case 'ticket.offered':
      return said(
        t('ticket.offered', { worker }),
        minutesText(data.minutes, t),
        metresText(data.metres, t),
        isIn(words.lacking, data.lacking) ? t(`lacking.${data.lacking}`) : null,
      )
    case 'ticket.expired':
      return said(t('ticket.expired', { worker }))
    case 'ticket.inside':
      return said(t('ticket.inside', { who }))
    case 'ticket.moved':
      return text(data.fromOn) === null
        ? said(t('ticket.moved', { who }), text(data.agreed))
        : said(
            t('ticket.movedTo', { who, from: turnText(data.fromOn, data.before), to: turnText(data.on, data.agreed) }),
            reason,
          )
    case 'ticket.rated':
      return said(t(typeof data.stars === 'number' ? 'ticket.rated' : 'ticket.ratedNot', { stars: count(data.stars) }))
    case 'ticket.arrived':
      return said(t('ticket.arrived', { who }), metresText(data.metres, t), note)
    case 'ticket.done':
      return said(t('ticket.done', { who }), note, proofName(data.proof, data.signedAs, t))
    case 'ticket.accepted':
    case 'ticket.declined':
    case 'ticket.travelling':
    case 'ticket.confirmed':
    case 'ticket.cancelled':
    case 'ticket.failed':
      return said(t(entry.type, { who }), reason ?? note)
    case 'notice.queued':
      return said(t(data.asked === true ? 'notice.asked' : 'notice.queued', { who, contact }))
    case 'notice.sent':
    case 'notice.failed':
    case 'notice.skipped':
      return said(t(entry.type, { contact }), reasonText(reason, t))
    case 'command.queued':
    case 'command.delivered':
      return said(t(entry.type, { command: commandName(data.command ?? data.type, t) }))
    case 'device.online':
      return said(t('deviceIs.online'), entry.deviceId)
    case 'device.offline':
      return said(t('deviceIs.offline'), entry.deviceId)
    case 'device.tested':
      return said(t('deviceIs.tested'), entry.deviceId)
    case 'device.swapped':
      return said(t('deviceIs.swapped', { who, from: text(data.from) ?? '', to: entry.deviceId ?? '' }), note)
    case 'device.retired':
      return said(t('deviceIs.retired', { who, id: entry.deviceId ?? '' }), note)
    case 'shift.signed_on':
    case 'shift.signed_off':
    case 'shift.break':
    case 'shift.back':
      return said(t(entry.type, { who: nameOf(data.person) ?? who }), note)
    case 'shift.plan_changed':
    case 'shift.absence':
    case 'shift.take_over':
    case 'shift.swap':
    case 'shift.taken_back':
      return said(
        t(entry.type, {
          who,
          person: nameOf(data.person) ?? '',
          by: nameOf(data.by) ?? '',
          day: text(data.day) ?? text(data.from) ?? '',
        }),
        note,
      )
    case 'staffing.gap_ahead':
      return said(
        t(entry.type, { area: text(data.areaName) ?? '', on: count(data.planned), minimum: count(data.minimum) }),
      )
    case 'staffing.short':
    case 'staffing.met':
      return said(t(entry.type, { area: text(data.areaName) ?? '', on: count(data.on), minimum: count(data.minimum) }))
    case 'resident.key_safe_seen':
      return said(t('resident.key_safe_seen', { who }))
    case 'resident.limits_changed':
      return said(t('resident.limits_changed', { who, version: count(data.version) }), reason)
    case 'resident.rule_changed':
      return said(
        t(data.enabled === false ? 'resident.rule_off' : 'resident.rule_changed', { who }),
        text(data.message),
        reason,
      )
    case 'resident.note':
      return said(t('resident.note', { who }), note)
    case 'resident.changed':
      return said(
        t(`resident.${editOf(data)}`, { who, contact: text(data.contactName) ?? '' }),
        fieldNames(data.fields, t),
      )
    case 'resident.document_changed':
      return said(
        t(data.did === 'removed' ? 'resident.document_removed' : 'resident.document_added', { who }),
        text(data.name),
        reason,
      )
    case 'resident.document_seen':
      return said(t('resident.document_seen', { who }), text(data.name))
    case 'resident.health_seen':
      return said(
        t('resident.health_seen', { who }),
        entry.alertId === null && entry.ticketId === null ? t('resident.nothing_in_hand') : null,
      )
    case 'resident.plan_changed': {
      const service = isIn(domain.service, data.service) ? t(`domain:service.${data.service}`) : ''
      const did = data.did === 'added' || data.did === 'ended' ? data.did : 'changed'
      return said(t(`resident.plan_${did}`, { who, service }), reason)
    }
    case 'resident.mode_changed':
      return said(t('resident.mode_changed', { mode: modeName(data.to, t) }))
    case 'resident.care_given':
      return said(t('resident.care_given', { who, what: careName(data.what, t) }), note)
    case 'device.maintenance':
      return said(
        t(data.until === null ? 'deviceIs.maintained' : 'deviceIs.maintenance', { who, id: entry.deviceId ?? '' }),
      )
  }
}

function actorName({ actor }: TimelineEntry, t: T): string {
  switch (actor.kind) {
    case 'person':
      return actor.name
    case 'device':
      return t('device')
    case 'hub':
      return t('hub')
  }
}
