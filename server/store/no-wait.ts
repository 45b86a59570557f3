import { ServiceError } from '../core/errors.ts'

/**
 * For `.noWait()` by whoever holds the timeline's lock: presses would wait for whoever has the row, an import perhaps.
 * Throws `changed_meanwhile` when somebody has it, else what was caught.
 */
export function refuseToWait(cause: unknown): never {
  if (!isTaken(cause)) throw cause
  throw new ServiceError('changed_meanwhile', 'somebody is changing this right now: look at it again in a moment')
}

/** PostgreSQL's lock_not_available. */
const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '55P03'
