/** Who may take up room before it is known who it is. Pure: time is passed in. */

/** What counts as one address: an IPv4 address, or the 64 bits of an IPv6 address that one customer gets. */
export const networkOf = (address: string | undefined): string => {
  if (address === undefined) return ''
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  if (!address.includes(':')) return address
  const [front = '', back] = address.replace(/%.*/, '').split('::')
  const groups = front === '' ? [] : front.split(':')
  const last = back === undefined || back === '' ? [] : back.split(':')
  const zeros = back === undefined ? 0 : 8 - groups.length - last.length
  return `${[...groups, ...Array.from({ length: zeros }, () => '0'), ...last].slice(0, 4).join(':')}::/64`
}

/** Places for connections that have not signed in, so many an address and so many in all, for there are many addresses. */
export const createPlaces = (perAddress: number, inAll = Number.POSITIVE_INFINITY) => {
  const taken = new Map<string, number>()
  let all = 0
  return {
    /** A function that gives the place back (once), or null when the address has none left, or nobody has. */
    take(address: string): (() => void) | null {
      const count = taken.get(address) ?? 0
      if (count >= perAddress || all >= inAll) return null
      taken.set(address, count + 1)
      all++
      let held = true
      return () => {
        if (!held) return
        held = false
        all--
        const left = (taken.get(address) ?? 1) - 1
        if (left > 0) taken.set(address, left)
        else taken.delete(address)
      }
    },
    taken: (): number => all,
  }
}

const rememberedFor = 60_000
const rememberedAtMost = 10_000
const forgiven = 3
const firstDelayMs = 250
const longestDelayMs = 4_000

/**
 * How long the answer to a wrong secret is held back: nothing for the first few, then doubling, by address and by
 * device. Only the answer to a wrong secret waits. The right one is answered at once however many were wrong before
 * it, so that nobody can lock a device out by guessing at its name.
 */
export const createPenalties = () => {
  const failures = new Map<string, { count: number; last: number }>()

  const fail = (key: string, now: number): number => {
    const before = failures.get(key)
    const count = before !== undefined && now - before.last < rememberedFor ? before.count + 1 : 1
    // Deleted first, so that the order of the map is the order of the last failure.
    failures.delete(key)
    failures.set(key, { count, last: now })
    const oldest = failures.keys().next()
    if (failures.size > rememberedAtMost && !oldest.done) failures.delete(oldest.value)
    return count
  }

  return {
    /** Remembers a wrong secret; the delay of its answer in ms. */
    failed(address: string, deviceId: string, now: number): number {
      const count = Math.max(fail(`address ${address}`, now), fail(`device ${deviceId}`, now))
      return count <= forgiven ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (count - forgiven - 1))
    },
  }
}

export type Penalties = ReturnType<typeof createPenalties>
