import { z } from 'zod'
import { roles } from '../core/access/roles.ts'
import { careLevels } from '../core/care-level.ts'
import { limits, wholeDay } from '../core/rules/limits.ts'
import { careDone } from '../core/rules/resident.ts'
import { email, Id, Instant, Place } from './common.ts'

export { careLevels }

const name = z.string().trim().min(1).max(100)
const text = z.string().max(4000)
const phone = z
  .string()
  .trim()
  .max(100)
  .regex(/^([+0-9][0-9 -]{2,24}|sips?:[\w.+%-]+@[\w.-]+(:\d{1,5})?)$/i, 'digits, spaces and - only, or a sip: address')

export const areaLevels = ['city', 'district', 'street', 'community'] as const
export const Area = z
  .object({
    id: Id,
    parentId: Id.nullable(),
    level: z.enum(areaLevels),
    name,
    /** Ids from the root down to this area: `/<id>/<id>/`. */
    path: z.string(),
    timezone: z.string(),
  })
  .meta({ id: 'Area' })
export type Area = z.infer<typeof Area>
export const NewArea = Area.pick({ level: true, name: true })
  .extend({ parentId: Id, timezone: z.string().max(64).optional() })
  .meta({ id: 'NewArea' })
export const AreaChange = z
  .object({ name: name.optional(), timezone: z.string().max(64).optional() })
  .meta({ id: 'AreaChange' })

export const Staff = z
  .object({
    id: z.string(),
    name,
    email: z.email(),
    role: z.enum(roles),
    areaId: Id,
    phone: phone.nullable(),
    skills: z.array(z.string().max(40)).max(40),
    /** Whom a worker works for: their hours are its. */
    providerId: Id.nullable(),
    /** Where the worker was last seen by their own phone, while a ticket was in hand. */
    place: Place.nullable(),
    active: z.boolean(),
    /** They have not set a password of their own yet. */
    invited: z.boolean(),
    createdAt: Instant,
  })
  .meta({ id: 'Staff' })
export type Staff = z.infer<typeof Staff>
export const NewStaff = z
  .object({
    name,
    email,
    password: z
      .string()
      .min(10)
      .max(128)
      .optional()
      .meta({ description: 'Left out for somebody new, a first one is made and answered once.' }),
    mustChangePassword: z.boolean().optional().meta({
      description:
        'Whether they set their own before anything else. True where the password is made here; else false, as for a program that keeps the one it is given.',
    }),
    role: z.enum(roles),
    areaId: Id,
    phone: phone.nullable().optional(),
    skills: z.array(z.string().max(40)).max(40).optional(),
    providerId: Id.nullable().optional(),
  })
  .meta({ id: 'NewStaff' })
/** `firstPassword`: to be told to them, shown here and never again; null for who was given one. */
export const StaffMade = Staff.extend({ firstPassword: z.string().nullable() }).meta({ id: 'StaffMade' })
export type StaffMade = z.infer<typeof StaffMade>
export const FirstPassword = z.object({ firstPassword: z.string() }).meta({ id: 'FirstPassword' })
export type FirstPassword = z.infer<typeof FirstPassword>
export const StaffChange = NewStaff.omit({ email: true, mustChangePassword: true })
  .partial()
  .extend({ active: z.boolean().optional() })
  .meta({ id: 'StaffChange' })

const modes = ['home', 'away', 'hospital', 'holiday'] as const

const partedLimits = Object.keys(limits).filter((name) => !wholeDay.has(name))
const timeOfDay = '([01]\\d|2[0-3]):[0-5]\\d'

/**
 * Limits that differ from the defaults for this person; names and units as in core/rules/limits.ts. A name with a part of
 * the day after it, `heart_rate_urgent_below_bpm@22:00-06:00`, holds between these local times.
 */
export const PersonLimits = z.record(z.string().max(60), z.number()).meta({
  id: 'PersonLimits',
  description:
    'What differs from the defaults. A name may be followed by a part of the day, local time, over midnight when it must: `heart_rate_urgent_below_bpm@22:00-06:00`. It goes before the whole day; no two of a name overlap.',
  patternProperties: { [`^(${partedLimits.join('|')})@${timeOfDay}-${timeOfDay}$`]: { type: 'number' } },
  properties: Object.fromEntries(
    Object.entries(limits).map(([limit, { min, max, default: otherwise }]) => [
      limit,
      { type: 'number', minimum: min, maximum: max, description: `${otherwise} unless set` },
    ]),
  ),
  additionalProperties: false,
})

const residentFields = {
  name,
  areaId: Id,
  address: z.string().trim().min(1).max(300),
  bornOn: z.iso.date().nullable(),
  sex: z.enum(['female', 'male']).nullable(),
  phone: phone.nullable(),
  careLevel: z.enum(careLevels),
  livesAlone: z.boolean(),
  /** In the country, the family away (留守). */
  leftBehind: z.boolean(),
  place: Place.nullable(),
  conditions: z.array(z.string().max(100)).max(50),
  /** What to do for this person, in the words of those who know them. */
  instructions: text,
  limits: PersonLimits,
  /** What is to be taken, and when: local times of day. */
  medication: z
    .array(
      z.object({
        at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 08:00'),
        what: z.string().trim().min(1).max(100),
      }),
    )
    .max(24),
}

const hiddenHealth =
  'Null where health details are hidden: they are asked for with POST /api/v1/residents/{id}/health, which is recorded. Families see them here as far as the resident agreed.'

export const Resident = z
  .object({
    id: Id,
    ...residentFields,
    conditions: residentFields.conditions.nullable().meta({ description: hiddenHealth }),
    medication: residentFields.medication.nullable().meta({ description: hiddenHealth }),
    /** Goes up with every change of their limits; 0 while nobody has set any. */
    limitsVersion: z.int(),
    /** Goes up with every edit of the person or their contacts. */
    recordVersion: z.int(),
    mode: z.enum(modes),
    modeUntil: Instant.nullable(),
    hasKeySafe: z.boolean(),
    openAlerts: z.int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Resident' })
export type Resident = z.infer<typeof Resident>
export const NewResident = z
  .object({
    ...residentFields,
    bornOn: residentFields.bornOn.optional(),
    sex: residentFields.sex.optional(),
    phone: residentFields.phone.optional(),
    careLevel: residentFields.careLevel.optional(),
    livesAlone: residentFields.livesAlone.optional(),
    leftBehind: residentFields.leftBehind.optional(),
    place: residentFields.place.optional(),
    conditions: residentFields.conditions.optional(),
    instructions: residentFields.instructions.optional(),
    limits: residentFields.limits.optional(),
    medication: residentFields.medication.optional(),
    keySafe: z.string().max(200).optional(),
  })
  .meta({ id: 'NewResident' })
/** The record's version that was looked at: another one by now is refused, naming who made it. */
const BasedOn = z.int().min(0).optional()
export const ResidentChange = NewResident.partial()
  .extend({ mode: z.enum(modes).optional(), modeUntil: Instant.nullable().optional(), basedOn: BasedOn })
  .meta({ id: 'ResidentChange' })

/** What somebody did at the bedside: it begins the time until the next turn anew, or answers what the care plan has due. */
export const CareGiven = z
  .object({ what: z.enum(careDone), note: z.string().trim().max(500).optional() })
  .meta({ id: 'CareGiven' })

export const Contact = z
  .object({
    id: Id,
    residentId: Id,
    /** 1 is told first. */
    position: z.int().min(1).max(50),
    name,
    relation: z.string().max(60),
    phone: phone.nullable(),
    email: email.nullable(),
    language: z.enum(['zh', 'en']),
    /** What the resident agreed that this contact is told and may see. */
    consent: z.object({ alerts: z.boolean(), readings: z.boolean() }),
    /** The sign-in of a family member, if they have one. */
    userId: z.string().nullable(),
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof Contact>
export const NewContact = Contact.omit({ id: true, residentId: true })
  .partial()
  .required({ name: true })
  .extend({ basedOn: BasedOn })
  .meta({ id: 'NewContact' })
/** All contacts of a person in the order in which they are told. */
export const ContactOrder = z.object({ ids: z.array(Id).min(1).max(50), basedOn: BasedOn }).meta({ id: 'ContactOrder' })
export const ContactChange = NewContact.partial().meta({ id: 'ContactChange' })

export const Me = z
  .object({
    id: z.string(),
    name,
    email: z.email(),
    role: z.enum(roles),
    area: Area,
    hubTime: Instant,
    /** Their password is a first one: nothing else is answered until they have set their own. */
    mustChangePassword: z.boolean(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

export const Revealed = z.object({ keySafe: z.string().nullable(), seenAt: Instant }).meta({ id: 'Revealed' })
