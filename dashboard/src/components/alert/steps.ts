import type { TimelineEntry } from '../../../../server/contract/alerts.ts'
import type { Instruction } from '../../../../server/contract/instructions.ts'

/** One thing to do. `key` is its words as they are recorded: those of the resident's own, in Chinese those of the kind. */
export type Step = { key: string; text: string; of: 'resident' | 'kind' }

/** What to do: first what those say who know this person, a line each; then what holds for the kind of alert. */
export function stepsOf(own: string, ofKind: Instruction['steps'], language: string): Step[] {
  const lines = own
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const steps: Step[] = [
    ...lines.map((line) => ({ key: line, text: line, of: 'resident' as const })),
    ...ofKind.map(({ zh, en }) => ({ key: zh, text: language === 'en' ? en : zh, of: 'kind' as const })),
  ]
  return steps.filter(({ key }, index) => steps.findIndex((other) => other.key === key) === index)
}

/** Which steps are done, by their key: when, and by whom. */
export function doneSteps(story: readonly TimelineEntry[]): ReadonlyMap<string, { at: string; by: string }> {
  const done = new Map<string, { at: string; by: string }>()
  for (const { type, data, at, actor } of story) {
    if (typeof data.step !== 'string') continue
    if (type === 'alert.step_done') done.set(data.step, { at, by: actor.name })
    if (type === 'alert.step_undone') done.delete(data.step)
  }
  return done
}
