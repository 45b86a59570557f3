import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import type { Contact } from '../../../../server/contract/people.ts'

export const callResults = ['answered', 'no_answer', 'no_speech'] as const
/** Ambulance, fire brigade, police; as in server/core/alert/work.ts. */
export const serviceNumbers = ['120', '119', '110'] as const
export type ServiceNumber = (typeof serviceNumbers)[number]
export type CallResult = (typeof callResults)[number]

/** Somebody one may call about an alert, in the order of who is called first. */
export type Callee = {
  /** 'resident', or the contact's id. */
  key: string
  name: string
  relation: string | null
  phone: string | null
  /** The resident agreed that they are told of alerts. */
  mayBeTold: boolean
}

export type Called = { result: CallResult; at: string; by: string }

/** The resident first, then the contacts in their order. */
export const calleesOf = (
  resident: { name: string; phone: string | null },
  contacts: readonly Contact[],
): readonly Callee[] => [
  { key: 'resident', name: resident.name, relation: null, phone: resident.phone, mayBeTold: true },
  ...contacts.map(({ id, name, relation, phone, consent }) => ({
    key: id,
    name,
    relation,
    phone,
    mayBeTold: consent.alerts,
  })),
]

/** How the last call to each of them ended, by their key. */
export function lastCalls(story: readonly TimelineEntry[]): ReadonlyMap<string, Called> {
  const calls = new Map<string, Called>()
  for (const { type, data, at, actor } of story) {
    if (type !== 'alert.called') continue
    const key = calleeOf(data)
    const result = callResults.find((known) => known === data.result)
    if (key !== null && result !== undefined) calls.set(key, { result, at, by: actor.name })
  }
  return calls
}

/** Who is to be called next: the first with a number whom nobody has called, else the first who did not answer. */
export function nextCallee(callees: readonly Callee[], calls: ReadonlyMap<string, Called>): Callee | null {
  const reachable = callees.filter(({ phone }) => phone !== null)
  return (
    reachable.find(({ key }) => !calls.has(key)) ??
    reachable.find(({ key }) => calls.get(key)?.result !== 'answered') ??
    reachable[0] ??
    null
  )
}

/** Whose call an entry is about, by the key of a callee or the number of a service. */
export function calleeOf({ to }: TimelineEntry['data']): string | null {
  if (typeof to !== 'object' || to === null || !('who' in to)) return null
  if (to.who === 'resident') return 'resident'
  if (to.who === 'service' && 'number' in to) return String(to.number)
  return 'contactId' in to && typeof to.contactId === 'string' ? to.contactId : null
}
