import type { PolicyStep } from '../../../../../server/contract/policies.ts'

export type Whom = PolicyStep['tell'][number]['whom']
export type Channel = PolicyStep['tell'][number]['channels'][number]
export const whoms = [
  'operators',
  'supervisor',
  'first_contact',
  'nearest_responder',
  'all_contacts',
  'duty_number',
] as const satisfies readonly Whom[]
export const channels = ['screen', 'email', 'webhook'] as const satisfies readonly Channel[]

/** A screen has whoever works at the call centre; as in server/core/escalation/check.ts, which decides. */
export const reaches = (whom: Whom, channel: Channel): boolean =>
  channel !== 'screen' || whom === 'operators' || whom === 'supervisor'

export type DraftStep = { key: number; seconds: string; tell: Partial<Record<Whom, readonly Channel[]>> }

export const draftOf = (steps: readonly PolicyStep[]): DraftStep[] =>
  steps.map(({ afterSeconds, tell }, key) => ({
    key,
    seconds: String(afterSeconds),
    tell: Object.fromEntries(tell.map(({ whom, channels: by }) => [whom, by])),
  }))

/** What is sent; a time that is no number is left for the hub to refuse. */
export const stepsOf = (draft: readonly DraftStep[]): PolicyStep[] =>
  draft.map(({ seconds, tell }) => ({
    afterSeconds: /^\d+$/.test(seconds.trim()) ? Number(seconds) : -1,
    tell: whoms.flatMap((whom) => {
      const by = tell[whom] ?? []
      return by.length === 0 ? [] : [{ whom, channels: channels.filter((channel) => by.includes(channel)) }]
    }),
  }))

export function toggled(step: DraftStep, whom: Whom, channel: Channel): DraftStep {
  const by = step.tell[whom] ?? []
  const next = by.includes(channel) ? by.filter((one) => one !== channel) : [...by, channel]
  return { ...step, tell: { ...step.tell, [whom]: next } }
}

/** A minute after the last, telling nobody yet. */
export function withStep(draft: readonly DraftStep[]): DraftStep[] {
  const last = draft.at(-1)
  const key = Math.max(0, ...draft.map((step) => step.key)) + 1
  return [...draft, { key, seconds: String(Number(last?.seconds ?? -60) + 60), tell: {} }]
}

/** What the hub refuses, as a key of `policies.refused`; null for what only its own words say. */
export function refusalOf(message: string) {
  const found = refusals.find(([pattern]) => pattern.test(message))
  return found?.[1] ?? null
}
const refusals = [
  [/by 180 s$/, 'everybody'],
  [/^the first step is at 0 s/, 'atOnce'],
  [/^the first step tells/, 'operators'],
  [/^comes after/, 'order'],
  [/^tells somebody/, 'nobody'],
] as const

/** The hub's complaints by step; what names no step is under -1. */
export function complaintsByStep(errors: readonly { field: string; message: string }[]): Map<number, string[]> {
  const found = new Map<number, string[]>()
  for (const { field, message } of errors) {
    const at = Number(/^steps\.(\d+)/.exec(field)?.[1] ?? -1)
    found.set(at, [...(found.get(at) ?? []), message])
  }
  return found
}
