/** What is wrong with a field, by the words the hub has for it in English; null: it is said already, or has no word here. */
const faults = [
  [/received (undefined|null)\b|^required\b|>=1 (characters|items)/i, 'missing'],
  [/^too small\b/i, 'small'],
  [/^too big\b/i, 'big'],
  [/^no such\b/i, 'unknown'],
  [/^invalid\b/i, 'form'],
  [/^a person has at most\b/, 'many'],
] as const
export type Fault = (typeof faults)[number][1]

export const faultOf = (message: string): Fault | null => faults.find(([pattern]) => pattern.test(message))?.[1] ?? null

/** Whether words are Chinese: what a form has said of a field itself is left as it is. */
export const isChinese = (message: string): boolean => /\p{Script=Han}/u.test(message)

/** The code whose sentence is said: a proxy between says only a status, and what is wrong in the hub is not the reader's. */
export function codeOf({ code, status }: { code: string; status: number }): string {
  if (status === 413) return 'too_large'
  if (status === 429) return 'too_many_requests'
  if (status === 500) return 'internal'
  return status > 500 ? 'unavailable' : code
}
