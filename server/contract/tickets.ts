import { z } from 'zod'
import { pictureTypes } from '../core/document/file-type.ts'
import { proofs } from '../core/ticket/proof.ts'
import { raters, ticketKinds, ticketStates } from '../core/ticket/ticket.ts'
import { services } from '../core/visit/services.ts'
import { DeviceId, Id, Instant, note, Place } from './common.ts'

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
    /** Whom the worker worked for when they accepted; null when for nobody, or before that. */
    provider: z.object({ id: Id, name: z.string() }).nullable(),
    reason: z.string(),
    /** Which turn of what was planned for the person; null for what was not planned. */
    plan: z
      .object({
        id: Id,
        service: z.enum(services),
        /** The day it has in the plan. */
        turn: z.iso.date(),
        /** When it takes place: as the plan has it, or where somebody moved it to. */
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
    /** Where the phone of the worker was on arrival; null where it didn't say. */
    arrivalPlace: Place.nullable(),
    arrivalMetres: z.number().nullable(),
    arrivalReason: z.string().nullable(),
    doneNote: z.string().nullable(),
    proof: z.enum(proofs).nullable(),
    /** The picture of that proof, at /tickets/{id}/picture; null where a name was typed or the button pressed. */
    pictureId: Id.nullable(),
    /** How satisfied they were, 1 to 5; null stars: asked, and did not want to say. */
    rating: z.object({ stars: Stars.nullable(), by: z.enum(raters), at: Instant }).nullable(),
    seq: z.int(),
  })
  .meta({ id: 'Ticket' })
export type Ticket = z.infer<typeof Ticket>

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
    proof: z.enum(proofs).meta({
      description:
        'Has to be there: the picture of a signature or a photo is sent before with POST /tickets/{id}/picture; the button of a device of that home was pressed since the arrival',
    }),
    signedAs: z.string().trim().min(1).max(100).optional().meta({
      description: 'The name somebody typed instead of drawing their signature; kept with the proof in the timeline',
    }),
    place: Place.optional(),
  })
  .meta({ id: 'TicketDone' })

/** What goes with a picture; the picture itself is the body. */
export const NewPicture = z.object({ proof: z.enum(['signature', 'photo']) })
export const PictureSent = z
  .object({ id: Id, proof: NewPicture.shape.proof, type: z.enum(pictureTypes), size: z.int() })
  .meta({ id: 'PictureSent' })
export type PictureSent = z.infer<typeof PictureSent>

/** A worker who could go, and why: metres from the home and about how many minutes that takes, tickets in hand. */
export const Candidate = z
  .object({
    worker: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }),
    metres: z.number().nullable(),
    /** Estimated: core/dispatch/travel.ts. Null where the place of the worker or of the home is unknown. */
    minutes: z.int().nullable(),
    openTickets: z.int(),
    /** Within the hours of their provider. */
    atWork: z.boolean(),
    providerName: z.string().nullable(),
  })
  .meta({ id: 'Candidate' })
export type Candidate = z.infer<typeof Candidate>

/** Without a worker the hub offers it to the nearest suitable one. */
export const SendHelp = z
  .object({ kind: z.enum(ticketKinds).default('response'), workerId: z.string().optional(), reason: note.optional() })
  .meta({ id: 'SendHelp' })
