import { type Channel, type EscalationStep, isAppearance, type Whom } from './policy.ts'

/** Somebody who may be told, as they stand now. Without an address a channel doesn't reach them. */
export type Reachable = {
  kind: 'staff' | 'worker' | 'contact' | 'duty'
  id: string
  name: string
  email: string | null
  phone: string | null
  /** Whether a screen of theirs is signed in. */
  signedIn: boolean
}

/** Everybody an alert could be told to right now. */
export type Around = {
  /** On shift where the alert is. */
  operators: readonly Reachable[]
  /** Whether those who cover the place work by shifts at all. */
  byShifts: boolean
  supervisors: readonly Reachable[]
  /** Who may be told by the resident's own word, in their order; null when no resident is in question. */
  contacts: readonly Reachable[] | null
  /** Who could go, nearest first, within the circle. */
  responders: readonly Reachable[]
  duty: Reachable | null
  /** What the centre has set up. */
  channels: { email: boolean; webhook: boolean }
}

export type Telling = { whom: Whom; to: Reachable; channel: Channel }
export type GapReason =
  | 'no_operator_on_shift'
  | 'no_supervisor'
  | 'no_contact'
  | 'no_responder'
  | 'no_duty_number'
  | 'no_address'
  | 'depends_on_resident'
/** Whom a step means and doesn't reach; `name` when it is somebody in particular. */
export type Gap = { whom: Whom; reason: GapReason; name: string | null }

export type StepTold = { told: readonly Telling[]; gaps: readonly Gap[] }

/** Who is told by one step as things stand. The same for what is done and for what is shown beforehand. */
export function whoIsTold(step: EscalationStep, around: Around): StepTold {
  const told: Telling[] = []
  const gaps: Gap[] = []
  for (const { whom, channels } of step.tell) {
    const meant = meantBy(whom, around)
    if (typeof meant === 'string') {
      gaps.push({ whom, reason: meant, name: null })
      continue
    }
    const ways = meant.map((to) => ({ to, by: channels.filter((channel) => reaches(channel, to, around)) }))
    const reached = ways.filter(({ by }) => by.length > 0)
    const chosen = one.has(whom) ? reached.slice(0, 1) : reached
    for (const { to, by } of chosen) for (const channel of by) told.push({ whom, to, channel })
    // Somebody in particular who is missed among others is named; nobody at all is one gap.
    if (reached.length === 0) gaps.push({ whom, reason: 'no_address', name: null })
    else if (!one.has(whom))
      for (const { to, by } of ways) if (by.length === 0) gaps.push({ whom, reason: 'no_address', name: to.name })
  }
  return { told, gaps }
}

/** Of these one is meant: the first who can be reached. */
const one: ReadonlySet<Whom> = new Set(['first_contact', 'nearest_responder', 'duty_number'])

function meantBy(whom: Whom, around: Around): readonly Reachable[] | GapReason {
  const some = (of: readonly Reachable[], none: GapReason) => (of.length === 0 ? none : of)
  switch (whom) {
    case 'operators':
      return some(around.operators, 'no_operator_on_shift')
    case 'supervisor':
      return some(around.supervisors, 'no_supervisor')
    case 'first_contact':
    case 'all_contacts':
      return around.contacts === null ? 'depends_on_resident' : some(around.contacts, 'no_contact')
    case 'nearest_responder':
      return some(around.responders, 'no_responder')
    case 'duty_number':
      return around.duty === null ? 'no_duty_number' : [around.duty]
  }
}

function reaches(channel: Channel, to: Reachable, around: Around): boolean {
  switch (channel) {
    case 'screen':
      return to.signedIn
    case 'email':
      return around.channels.email && to.email !== null
    case 'webhook':
      // A telephone is what SMS and voice need; without one the receiver has nobody to ring.
      return around.channels.webhook && to.phone !== null
  }
}

/** The step to take after this one, and whether it waits: an emergency that reached nobody doesn't. */
export const waitsForNext = (priority: number, told: StepTold): boolean => priority > 1 || !reachesNobody(told)

/** Whether a step reaches nobody, whoever the resident is. */
export const reachesNobody = ({ told, gaps }: StepTold): boolean =>
  told.length === 0 && !gaps.some(({ reason }) => reason === 'depends_on_resident')

export type Foreseen = StepTold & { afterMs: number; step: EscalationStep }

/** What a whole plan would do right now if nobody took the alert, with the times at which each step would come. */
export function foresee(priority: number, steps: readonly EscalationStep[], around: Around): Foreseen[] {
  let early: number | null = null
  return steps.map((step) => {
    const told = whoIsTold(step, around)
    const afterMs: number = early ?? step.afterMs
    // What the screens say by themselves waits, unless it is known that nobody sits at them.
    const seen = isAppearance(step) && !(around.byShifts && around.operators.length === 0)
    early = seen || waitsForNext(priority, told) ? null : afterMs
    return { ...told, afterMs, step }
  })
}
