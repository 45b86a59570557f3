import type { UseFormReturnType } from '@mantine/form'
import { useRef, useState } from 'react'
import { ApiProblem } from '../../../app/api.ts'
import { useProblemText } from '../../../app/problem.ts'
import { placed } from './placed.ts'

export type Saving = { busy: boolean; problem: string | null }

/** Sends a form once; what the hub refuses stands at its field, and what has no field beside the button.
 * `unique` is the field that a duplicate is about. */
export function useSave<V extends Record<string, unknown>, R>(
  form: UseFormReturnType<V>,
  send: (values: V) => Promise<R>,
  saved: (result: R) => void,
  unique?: keyof V & string,
) {
  const say = useProblemText()
  const busy = useRef(false)
  const [saving, setSaving] = useState<Saving>({ busy: false, problem: null })

  const submit = form.onSubmit(async (values) => {
    if (busy.current) return
    busy.current = true
    setSaving({ busy: true, problem: null })
    try {
      const result = await send(values)
      setSaving({ busy: false, problem: null })
      saved(result)
    } catch (error) {
      const { fields, rest } = placed(error instanceof ApiProblem ? error.fields : [], Object.keys(values))
      // The hub says that it exists already, the form knows by what.
      if (unique && error instanceof ApiProblem && error.code === 'duplicate') fields[unique] ??= say(error)
      form.setErrors(fields)
      const problem = Object.keys(fields).length > 0 && rest.length === 0 ? null : say(error)
      setSaving({ busy: false, problem })
    } finally {
      busy.current = false
    }
  })
  return { saving, submit }
}
