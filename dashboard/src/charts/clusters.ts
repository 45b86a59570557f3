/** Things along a line of length 1, joined where they lie closer than `near` to the first of a group. */
export function clusters<T extends { share: number }>(
  all: readonly T[],
  near: number,
): { share: number; members: T[] }[] {
  const found: { share: number; members: T[] }[] = []
  for (const one of all.toSorted((a, b) => a.share - b.share)) {
    const last = found.at(-1)
    if (last !== undefined && one.share - last.share < near) last.members.push(one)
    else found.push({ share: one.share, members: [one] })
  }
  return found
}
