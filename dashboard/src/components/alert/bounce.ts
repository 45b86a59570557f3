/** So long after what a press recorded was kept a second press of the key is the same press. */
const bounceMs = 600

export type Bounce = {
  /** Whether this press is one of its own. If so, all that follow are the same one until it has settled. */
  takes(): boolean
  /** What it recorded is kept: a moment later the next press counts. Returns how to take that back. */
  settles(): () => void
}

/** A key that bounces would record the same for whoever comes next. `changed` hears whether a press is settling. */
export function createBounce(changed: (isSettling: boolean) => void): Bounce {
  let isSettling = false
  const set = (now: boolean) => {
    isSettling = now
    changed(now)
  }
  return {
    takes() {
      if (isSettling) return false
      set(true)
      return true
    },
    settles() {
      const timer = setTimeout(() => set(false), bounceMs)
      return () => clearTimeout(timer)
    },
  }
}
