import { z } from 'zod'
import { alertKinds, alertStates, outcomes } from '../core/alert/alert.ts'
import { callResults } from '../core/alert/speech.ts'
import { serviceNumbers } from '../core/alert/work.ts'
import { DeviceId, Id, Instant, note, Place } from './common.ts'
import { Incident } from './incidents.ts'
import { careLevels } from './people.ts'
import { Ticket } from './tickets.ts'

/** `undisclosed`: it says by itself how somebody's health is, and this family may hear of alerts alone. */
const shownKinds = [...alertKinds, 'undisclosed'] as const

export const PriorityNumber = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])

/** How the other alerts of the same device and rule ended in the days before. */
export const Lately = z
  .object({ days: z.int(), resolved: z.int(), falseAlarms: z.int(), tests: z.int() })
  .meta({ id: 'Lately' })
export type Lately = z.infer<typeof Lately>

export const Why = z
  .object({
    rule: z.string(),
    ruleVersion: z.int(),
    /** Which version of this person's limits held; missing where nobody had set any. */
    limitsVersion: z.int().optional(),
    /** What whoever made the rule wants said: a person's own rule. */
    message: z.string().optional(),
    limits: z.record(z.string(), z.union([z.number(), z.string()])),
    seen: z.array(
      z.object({ what: z.string(), value: z.union([z.number(), z.string(), z.boolean()]).nullable(), at: z.int() }),
    ),
    /** With one alert asked for by its id, and for those who work with alerts. */
    lately: Lately.optional(),
  })
  .meta({ id: 'Why' })

export const Alert = z
  .object({
    id: Id,
    kind: z.enum(shownKinds),
    /** 1 emergency, 2 urgent, 3 routine, 4 technical. */
    priority: PriorityNumber,
    state: z.enum(alertStates),
    areaId: Id,
    areaName: z.string(),
    resident: z
      .object({ id: Id, name: z.string(), address: z.string(), phone: z.string().nullable(), place: Place.nullable() })
      .nullable(),
    device: z.object({ id: DeviceId, kind: z.string(), location: z.string() }).nullable(),
    /** When it happened by the device's account; `receivedAt` is when the hub heard. */
    happenedAt: Instant,
    receivedAt: Instant,
    /** It happened long before it got through. */
    late: z.boolean(),
    /** How often it was repeated while open, and when last. */
    repeats: z.int(),
    lastRepeatAt: Instant.nullable(),
    /** The condition went away by itself, or the person cancelled; the alert still needs its outcome. */
    clearedAt: Instant.nullable(),
    /** The person took it back at the device. */
    cancelledAt: Instant.nullable(),
    /** A call to the home was taken and nobody spoke, and nothing has been heard since: an emergency until shown otherwise. */
    noSpeechAt: Instant.nullable(),
    level: z.int(),
    owner: z.object({ id: z.string(), name: z.string() }).nullable(),
    claimedAt: Instant.nullable(),
    /** When somebody first claimed it: what "answered within" counts to. */
    firstClaimedAt: Instant.nullable(),
    resolvedAt: Instant.nullable(),
    outcome: z.enum(outcomes).nullable(),
    outcomeNote: z.string().nullable(),
    why: Why,
    openTickets: z.int(),
    /** The mass outage it is part of. Until somebody claims the alert itself, it is dealt with there. */
    incidentId: Id.nullable(),
    /** The sequence number of its latest timeline entry. */
    seq: z.int(),
  })
  .meta({ id: 'Alert' })
export type Alert = z.infer<typeof Alert>

export const timelineTypes = [
  'alert.raised',
  'alert.repeated',
  'alert.priority_raised',
  'alert.cleared',
  'alert.cancelled_by_resident',
  'alert.claimed',
  'alert.released',
  'alert.taken_over',
  'alert.claim_expired',
  'alert.escalated',
  'alert.note',
  'alert.called',
  'alert.step_done',
  'alert.step_undone',
  'alert.resolved',
  'alert.corrected',
  'alert.left_incident',
  'alert.left_area',
  'alert.entered_area',
  'incident.opened',
  'incident.changed',
  'incident.claimed',
  'incident.released',
  'incident.taken_over',
  'incident.claim_expired',
  'incident.note',
  'incident.closed',
  'ticket.requested',
  'ticket.offered',
  'ticket.accepted',
  'ticket.declined',
  'ticket.expired',
  'ticket.travelling',
  'ticket.arrived',
  'ticket.inside',
  'ticket.moved',
  'ticket.left_area',
  'ticket.entered_area',
  'ticket.done',
  'ticket.rated',
  'ticket.confirmed',
  'ticket.cancelled',
  'ticket.failed',
  'notice.queued',
  'notice.sent',
  'notice.failed',
  'notice.skipped',
  'command.queued',
  'command.delivered',
  'device.online',
  'device.offline',
  'device.tested',
  'device.swapped',
  'device.retired',
  'shift.signed_on',
  'shift.signed_off',
  'shift.break',
  'shift.back',
  'shift.plan_changed',
  'shift.absence',
  'shift.take_over',
  'shift.swap',
  'shift.taken_back',
  'staffing.short',
  'staffing.met',
  'staffing.gap_ahead',
  'resident.key_safe_seen',
  'device.maintenance',
  'resident.mode_changed',
  'resident.care_given',
  'resident.limits_changed',
  'resident.rule_changed',
  'resident.changed',
  'resident.note',
  'resident.plan_changed',
  'resident.document_changed',
  'resident.document_seen',
  'resident.health_seen',
] as const
export type TimelineType = (typeof timelineTypes)[number]

/** Who did it: a person, a device, or the hub itself. */
export const ActorRef = z
  .object({ kind: z.enum(['person', 'device', 'hub']), id: z.string(), name: z.string() })
  .meta({ id: 'ActorRef' })
export type ActorRef = z.infer<typeof ActorRef>

export const TimelineEntry = z
  .object({
    seq: z.int(),
    at: Instant,
    type: z.enum(timelineTypes),
    actor: ActorRef,
    alertId: Id.nullable(),
    ticketId: Id.nullable(),
    residentId: Id.nullable(),
    deviceId: z.string().nullable(),
    /** Of a mass outage. Entries of its alerts carry it too: staff hear of those through the incident alone. */
    incidentId: Id.nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEntry' })
export type TimelineEntry = z.infer<typeof TimelineEntry>

/**
 * One live event: what happened, with the alert, ticket or incident as it now stands.
 * Over socket.io as `live`; missed ones from GET /live?after=seq. The later snapshot wins.
 */
export const LiveEvent = z
  .object({
    seq: z.int(),
    entry: TimelineEntry,
    alert: Alert.nullable(),
    ticket: Ticket.nullable(),
    incident: Incident.nullable(),
  })
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.infer<typeof LiveEvent>

export const CatchUp = z
  .object({
    events: z.array(LiveEvent),
    /** Ask again with `after` = the last seq while this is true. */
    more: z.boolean(),
    /** The newest sequence number at the time of the answer: a browser that starts fresh starts here. */
    latest: z.int(),
  })
  .meta({ id: 'CatchUp' })
export type CatchUp = z.infer<typeof CatchUp>

export const ResolveAlert = z
  .object({
    outcome: z.enum(outcomes),
    note: note.optional(),
    repeats: z
      .int()
      .min(0)
      .optional()
      .describe('How many repeats whoever resolves it has seen; 409 `raised_again` when there are more by now'),
  })
  .refine((r) => r.outcome !== 'other' || (r.note ?? '') !== '', {
    path: ['note'],
    message: 'the outcome "other" needs a reason',
  })
  .meta({
    id: 'ResolveAlert',
    if: { properties: { outcome: { const: 'other' } }, required: ['outcome'] },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { properties: { note: { pattern: '\\S' } }, required: ['note'] },
  })
/** The outcome it should have had, and why it is changed: the one it had stays in the timeline. */
export const CorrectAlert = z.object({ outcome: z.enum(outcomes), note: note.min(1) }).meta({ id: 'CorrectAlert' })
export const ReleaseAlert = z.object({ note: note.optional() }).meta({ id: 'ReleaseAlert' })
/** Who was called, and how that ended. */
export const CallOnAlert = z
  .object({
    to: z.discriminatedUnion('who', [
      z.object({ who: z.literal('resident') }),
      z.object({ who: z.literal('contact'), contactId: Id }),
      z.object({ who: z.literal('service'), number: z.enum(serviceNumbers) }),
    ]),
    result: z.enum(callResults),
  })
  .meta({ id: 'CallOnAlert' })
/** A step of the instructions, named by its words, as they are in the resident's own or in Chinese in those of the kind. */
export const StepOnAlert = z
  .object({ step: z.string().trim().min(1).max(500), done: z.boolean() })
  .meta({ id: 'StepOnAlert' })
/** Who is to be told at once: all contacts who agreed to it, the first of them or one in particular, the nearest responder, the duty number. */
export const TellOnAlert = z
  .discriminatedUnion('whom', [
    z.object({ whom: z.enum(['all_contacts', 'first_contact', 'nearest_responder', 'duty_number']) }),
    z.object({ whom: z.literal('contact'), contactId: Id }),
  ])
  .meta({ id: 'TellOnAlert' })
export const NoteOnAlert = z.object({ note: note.min(1) }).meta({ id: 'NoteOnAlert' })

/** One alert of a mass outage, with what says whether somebody should look in on the person. */
export const IncidentMember = z
  .object({
    alert: Alert,
    need: z.object({ careLevel: z.enum(careLevels), livesAlone: z.boolean(), atHome: z.boolean() }).nullable(),
  })
  .meta({ id: 'IncidentMember' })
export type IncidentMember = z.infer<typeof IncidentMember>
