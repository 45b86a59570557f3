import { vi } from 'vitest'

/** Waits until the check no longer throws, and rejects with what it threw last; vitest alone would give it one second. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 30_000, interval: 20 })
