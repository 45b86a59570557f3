/** The button that moves a contact one place. */
export const moveId = ({ id }: { id: string }, by: -1 | 1): string => `${by < 0 ? 'earlier' : 'later'}-${id}`

/** The list with one of its ids at another place; out of bounds it stays at the edge. */
export function movedTo(ids: readonly string[], id: string, index: number): string[] {
  const others = ids.filter((other) => other !== id)
  return others.toSpliced(Math.max(0, Math.min(index, others.length)), 0, id)
}
