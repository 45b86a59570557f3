import { z } from 'zod'

/** A query value such as `open,claimed`: one or more of the given words. */
export function commaList<W extends string>(words: readonly W[]) {
  const one = `(${words.join('|')})`
  return z
    .string()
    .max(200)
    .regex(new RegExp(`^${one}(,${one})*$`), `one or more of ${words.join(', ')}, separated by commas`)
    .transform((text) => words.filter((word) => text.split(',').includes(word)))
}
