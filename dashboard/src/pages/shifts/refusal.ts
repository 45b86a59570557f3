import { ApiProblem } from '../../app/api.ts'

/** What the hub says about a shift that can't be changed so, by the key of its sentence in `shifts.refused`. */
const sentences = [
  ['has another shift at that time', 'busy'],
  ['no such shift', 'noShift'],
  ['this shift is over', 'over'],
  ['nobody works this shift', 'nobody'],
  ['they work this shift already', 'same'],
  ['the same person works both', 'same'],
  ['these two are swapped already', 'swapped'],
  ['something newer builds on it', 'newer'],
  ['what has been stays as it was', 'past'],
  ["today's shift has begun", 'begun'],
  ['this plan ends before that', 'ended'],
  ['somebody else works for them', 'taken'],
] as const
export type Refusal = (typeof sentences)[number][1]

const refusalOf = (message: string): Refusal | null =>
  sentences.find(([sentence]) => message.includes(sentence))?.[1] ?? null

/** The same problem with what it says of each field in the reader's words, `renamed` as the form calls them. */
export function inWords(
  error: unknown,
  words: (refusal: Refusal) => string,
  renamed: Readonly<Record<string, string>> = {},
): unknown {
  if (!(error instanceof ApiProblem)) return error
  const fields = error.fields.map(({ field, message }) => {
    const refusal = refusalOf(message)
    const days = /\((.+)\)/.exec(message)?.[1]
    return {
      field: renamed[field] ?? field,
      message: refusal === null ? message : [words(refusal), days].filter(Boolean).join(' '),
    }
  })
  const { code, status, message } = error
  return new ApiProblem({ type: 'about:blank', title: message, detail: message, code, status, errors: fields })
}
