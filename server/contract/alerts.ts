import { z } from 'zod'
import { alertKinds, alertStates, outcomes } from '../core/alert/alert.ts'
import { callResults } from '../core/alert/speech.ts'
import { serviceNumbers } from '../core/alert/work.ts'
import { ticketKinds, ticketStates } from '../core/ticket/ticket.ts'
import { raters } from '../core/ticket/transitions.ts'
import { services } from '../core/visit/services.ts'
import { DeviceId, Id, Instant, Place } from './common.ts'
import { Incident } from './incidents.ts'
import { careLevels } from './people.ts'

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
    kind: z.enum(alertKinds),
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

const Stars = z.int().min(1).max(5)

export const Ticket = z
  .object({
    id: Id,
    number: z.int(),
    kind: z.enum(ticketKinds),
    state: z.enum(ticketStates),
    alertId: Id.nullable(),
    areaId: Id,
    areaName: z.string(),
    /** What has to be mended; null for what is not about a device. */
    deviceId: DeviceId.nullable(),
    resident: z
      .object({
        id: Id,
        name: z.string(),
        address: z.string(),
        phone: z.string().nullable(),
        place: Place.nullable(),
        /** For the worker while the ticket is in hand, otherwise null. */
        instructions: z.string().nullable(),
      })
      .nullable(),
    worker: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }).nullable(),
    reason: z.string(),
    /** Which turn of what was planned for the person; null for what was not planned. */
    plan: z
      .object({
        id: Id,
        service: z.enum(services),
        on: z.iso.date(),
        agreed: z.string().nullable(),
        wished: z.string(),
      })
      .nullable(),
    requestedAt: Instant,
    /** When somebody has to be there: core/ticket/due.ts. Null once somebody is, or nobody needs to come. */
    dueAt: Instant.nullable(),
    /** Since when nobody who could go is left to ask, until somebody accepts or it is over; for staff. */
    nobodySince: Instant.nullable(),
    offeredAt: Instant.nullable(),
    acceptedAt: Instant.nullable(),
    travellingAt: Instant.nullable(),
    arrivedAt: Instant.nullable(),
    /** When the worker was inside; null where nobody said so. */
    insideAt: Instant.nullable(),
    doneAt: Instant.nullable(),
    closedAt: Instant.nullable(),
    arrivalMetres: z.number().nullable(),
    arrivalReason: z.string().nullable(),
    doneNote: z.string().nullable(),
    proof: z.enum(['signature', 'photo', 'resident_button']).nullable(),
    /** How satisfied they were, 1 to 5; null stars: asked, and did not want to say. */
    rating: z.object({ stars: Stars.nullable(), by: z.enum(raters), at: Instant }).nullable(),
    seq: z.int(),
  })
  .meta({ id: 'Ticket' })
export type Ticket = z.infer<typeof Ticket>

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

const note = z.string().trim().max(2000)
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
export const NoteOnAlert = z.object({ note: note.min(1) }).meta({ id: 'NoteOnAlert' })
/** Without a worker the hub offers it to the nearest suitable one. */
export const SendHelp = z
  .object({ kind: z.enum(ticketKinds).default('response'), workerId: z.string().optional(), reason: note.optional() })
  .meta({ id: 'SendHelp' })
export const OfferTicket = z.object({ workerId: z.string() }).meta({ id: 'OfferTicket' })
export const TicketStep = z.object({ place: Place.optional(), note: note.optional() }).meta({ id: 'TicketStep' })
/** `by`: who answered. From the family's own application it is the family. */
export const RateTicket = z
  .object({ stars: Stars.nullable(), by: z.enum(raters).default('resident') })
  .meta({ id: 'RateTicket' })
export const TicketReason = z.object({ reason: note.min(1) }).meta({ id: 'TicketReason' })
export const TicketDone = z
  .object({
    note: note.min(1),
    proof: z.enum(['signature', 'photo', 'resident_button']),
    signedAs: z.string().trim().min(1).max(100).optional().meta({
      description: 'The name somebody typed instead of drawing their signature; kept with the proof in the timeline',
    }),
    place: Place.optional(),
  })
  .meta({ id: 'TicketDone' })

/** A worker who could go, and why: metres from the home, tickets in hand. */
export const Candidate = z
  .object({
    worker: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }),
    metres: z.number().nullable(),
    openTickets: z.int(),
    /** Within the hours of their provider. */
    atWork: z.boolean(),
    providerName: z.string().nullable(),
  })
  .meta({ id: 'Candidate' })
export type Candidate = z.infer<typeof Candidate>

/** One alert of a mass outage, with what says whether somebody should look in on the person. */
export const IncidentMember = z
  .object({
    alert: Alert,
    need: z.object({ careLevel: z.enum(careLevels), livesAlone: z.boolean(), atHome: z.boolean() }).nullable(),
  })
  .meta({ id: 'IncidentMember' })
export type IncidentMember = z.infer<typeof IncidentMember>
