import { hub } from '../core/access/acting.ts'
import type { StoredAlert } from '../store/alerts.ts'
import type { JobPayloads } from '../store/jobs.ts'
import type { Addressee } from '../store/policies-reach.ts'
import type { Sent } from './email.ts'
import { kindToTell, type Message, messageFor } from './messages.ts'
import { noticeOf } from './notice.ts'
import type { Attempt, NotifyDeps } from './notify.ts'
import { createRecord } from './record.ts'
import { gapMessage, staffingMessage, staffMessage } from './staff-messages.ts'
import type { WebhookCall } from './webhook.ts'

type Tell = JobPayloads['tell']
type TellStaffing = JobPayloads['tell_staffing']
export type TellTasks = {
  /** Rejects when it should be tried again later. */
  tell(job: Tell, attempt: Attempt): Promise<void>
  tellStaffing(job: TellStaffing, attempt: Attempt): Promise<void>
}

/** Tells staff, responders, the duty number, and contacts by the webhook. What became of it is in the story. */
export function createTell(deps: NotifyDeps): TellTasks {
  const { db, queries } = deps

  async function tell(job: Tell, { attempt, maxAttempts }: Attempt): Promise<void> {
    const { alertId, step, since, channel, to, whom, asked = false } = job
    const call = `${alertId}:${since}:${step}:${channel}:${to.kind}:${to.id}`
    if (await queries.notices.hasSent(db, alertId, call)) return
    const alert = await queries.alerts.get(db, alertId)
    if (alert === null) return
    const common = { about: 'unclaimed', channel, whom, call }
    const { record, recordSurely } = createRecord(deps, alertId, {
      ...common,
      ...(to.kind === 'contact' ? { contactId: to.id } : { recipient: to }),
    })
    const person = await queries.policiesReach.addressee(db, to)
    if (person === null || (to.kind === 'contact' && person.residentId !== alert.resident?.id))
      return record('notice.skipped', { reason: 'they may no longer be told' })
    const named = { contactName: person.name }
    // Family is told all the same: how things stand is in their message.
    if (to.kind !== 'contact' && (alert.state === 'resolved' || (alert.state === 'claimed' && !asked)))
      return record('notice.skipped', { ...named, reason: 'somebody has taken it meanwhile' })
    const address = channel === 'email' ? person.email : person.phone
    if (address === null) return record('notice.skipped', { ...named, reason: 'no channel reaches them' })

    const said = await messageTo(person, alert, asked)
    const answer = await send(channel, person, said, call, {
      id: alert.id,
      kind: kindToTell(alert.kind, person.maySeeReadings),
      priority: alert.priority,
      receivedAt: alert.receivedAt,
      areaName: alert.areaName,
      url: urlOf(person, alert),
    })
    const sentTo = { ...named, to: address, attempt }
    if (answer.result === 'sent') return recordSurely('notice.sent', { ...sentTo, response: answer.response })
    const willRetry = answer.result === 'not_now' && attempt < maxAttempts
    await record('notice.failed', { ...sentTo, willRetry, reason: answer.reason })
    if (willRetry) throw new Error(`they were not told by ${channel}: ${answer.reason}`)
  }

  async function send(
    channel: 'email' | 'webhook',
    person: Addressee,
    { subject, text }: Message,
    id: string,
    alert: WebhookCall['alert'],
  ): Promise<Sent> {
    const { kind, name, phone, email, language } = person
    if (channel === 'webhook') {
      if (!deps.webhook) return { result: 'refused', reason: 'no webhook is configured (HUB_WEBHOOK_URL)' }
      const about = alert === null ? 'staffing' : 'unclaimed'
      return deps.webhook.send({ id, about, to: { kind, name, phone, email, language }, subject, text, alert })
    }
    if (deps.mailer === null) return { result: 'refused', reason: 'no mail server is configured (HUB_SMTP_URL)' }
    const messageId = `<${id.replaceAll(':', '.')}@${deps.mailer.domain}>`
    return deps.mailer.send({ to: email ?? '', name, subject, text, messageId, urgent: true })
  }

  const urlOf = (person: Addressee, alert: StoredAlert): string =>
    person.kind === 'staff' ? `${deps.address}/queue/${alert.id}` : deps.address

  async function messageTo(person: Addressee, alert: StoredAlert, asked: boolean): Promise<Message> {
    const { timezone, help } = await queries.notices.circumstances(db, alert.id)
    const url = urlOf(person, alert)
    if (person.kind !== 'contact')
      return staffMessage({
        toKind: person.kind,
        language: person.language,
        residentName: alert.resident?.name ?? null,
        address: alert.resident?.address ?? null,
        phone: alert.resident?.phone ?? null,
        areaName: alert.areaName,
        kind: alert.kind,
        priority: alert.priority,
        receivedAt: Date.parse(alert.receivedAt),
        askedBy: asked ? (alert.owner?.name ?? null) : null,
        now: deps.now(),
        timezone,
        url,
      })
    const text = await queries.messageTemplates.current(db, 'unclaimed', person.language)
    return messageFor(noticeOf(alert, person, { timezone, help, url }, 'unclaimed', asked), person.language, text)
  }

  /** What there is to say of an area's staffing; null when it was mended meanwhile, or is told anew. */
  async function staffingNow({ areaId, since, ahead }: TellStaffing) {
    const url = `${deps.address}/shifts`
    if (ahead === undefined) {
      const standing = await queries.shifts.standingOf(db, areaId)
      if (standing === null || standing.standing === 'met' || standing.since !== since) return null
      const { areaName, areaPath } = standing
      return { areaName, areaPath, said: staffingMessage({ ...standing, url }) }
    }
    const [area, told] = await Promise.all([queries.areas.get(db, areaId), queries.staffingGaps.told(db, areaId)])
    if (area === null || !told.some(({ hour }) => hour >= ahead.from && hour < ahead.until)) return null
    const { name: areaName, path: areaPath, timezone } = area
    return { areaName, areaPath, said: gapMessage({ areaName, timezone, ...ahead, url }) }
  }

  async function tellStaffing(job: TellStaffing, { attempt, maxAttempts }: Attempt): Promise<void> {
    const { areaId, since, ahead, userId, channel } = job
    const now = await staffingNow(job)
    if (now === null) return
    const person = await queries.policiesReach.addressee(db, { kind: 'staff', id: userId })
    if (person === null) return
    const id = `staffing:${areaId}:${since}:${userId}${ahead === undefined ? '' : `:${ahead.from}`}`
    const answer = await send(channel, person, now.said, id, null)
    const willRetry = answer.result === 'not_now' && attempt < maxAttempts
    const { areaPath, areaName } = now
    const data = { about: 'staffing', channel, contactName: person.name, areaName, attempt }
    const became = answer.result === 'sent' ? { response: answer.response } : { willRetry, reason: answer.reason }
    const entry = {
      at: deps.now(),
      type: answer.result === 'sent' ? ('notice.sent' as const) : ('notice.failed' as const),
      actor: hub,
      areaPath,
      data: { ...data, ...became },
    }
    deps.announce(await db.transaction().execute((trx) => queries.timeline.append(trx, [entry])))
    if (willRetry) throw new Error(`a supervisor was not told by ${channel}: ${answer.reason}`)
  }

  return { tell, tellStaffing }
}
