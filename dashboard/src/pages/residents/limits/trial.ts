import { useState } from 'react'
import type { Tried } from '../../../../../server/contract/limits.ts'
import { ApiProblem } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'

/**
 * What is tried on the last 30 days before it is kept. `wish`: what it would be, as text; a result of another one is old.
 * `under`: what the API puts before the names of its fields.
 */
export function useTrial(
  wish: string,
  under: string,
  { tryOut, save }: { tryOut(): Promise<Tried>; save(reason: string): Promise<void> },
) {
  const say = useProblemText()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState<'try' | 'save' | null>(null)
  const [tried, setTried] = useState<{ of: string; result: Tried } | null>(null)
  const [problem, setProblem] = useState<{ text: string; fields: Readonly<Record<string, string>> } | null>(null)

  const attempt = async (what: 'try' | 'save', work: () => Promise<void>) => {
    setBusy(what)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      const fields = error instanceof ApiProblem ? error.fields : []
      const named = fields.map(({ field, message }) => [
        field.startsWith(under) ? field.slice(under.length) : field,
        message,
      ])
      setProblem({ text: say(error), fields: Object.fromEntries(named) })
    } finally {
      setBusy(null)
    }
  }
  return {
    reason,
    setReason,
    busy,
    problem,
    result: tried?.of === wish ? tried.result : null,
    tryOut: () => attempt('try', async () => setTried({ of: wish, result: await tryOut() })),
    save: () => attempt('save', () => save(reason)),
  }
}
export type Trial = ReturnType<typeof useTrial>
