import { z } from 'zod'

/** A query value such as `open,claimed`: one or more of the given words; `state=open&state=claimed` says the same. */
export function commaList<W extends string>(words: readonly W[]) {
  const one = `(${words.join('|')})`
  const text = z
    .string()
    .max(200)
    .regex(new RegExp(`^${one}(,${one})*$`), `one or more of ${words.join(', ')}, separated by commas`)
  return z
    .union([text, z.array(text).max(words.length)])
    .transform((said) => words.filter((word) => [said].flat().join(',').split(',').includes(word)))
}
