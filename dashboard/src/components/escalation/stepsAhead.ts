import type { Countdown } from '../../../../server/contract/policies.ts'

type Step = Countdown['next'][number]

/** The next step with how long it is until then, and those after it by the clock of the wait; instants are epoch ms. */
export function stepsAhead(steps: readonly Step[], now: number, receivedAt: number) {
  const [first, ...rest] = steps
  return {
    next: first === undefined ? null : { ...first, inMs: Date.parse(first.dueAt) - now },
    after: rest.map((step) => ({ ...step, atMs: Date.parse(step.dueAt) - receivedAt })),
  }
}
