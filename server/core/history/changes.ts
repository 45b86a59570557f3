/** One field of a record before and after; `secret` says that it changed and not to what. */
export type FieldChange = { field: string; before: unknown; after: unknown; secret?: true }

/** What differs between two states of a record, in the order of `fields`; a null record is one that isn't there. */
export function changesOf<R extends object>(
  before: R | null,
  after: R | null,
  fields: readonly (keyof R & string)[],
): FieldChange[] {
  return fields.flatMap((field) => {
    const [was, is] = [before?.[field] ?? null, after?.[field] ?? null]
    return same(was, is) ? [] : [{ field, before: was, after: is }]
  })
}

/** That a secret changed, and nothing of what it was or is. */
export const secretChange = (field: string): FieldChange => ({ field, before: null, after: null, secret: true })

/** Values of a record are plain JSON: texts, numbers, flags, lists and small objects whose keys keep their order. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
