import type { Said, SaidReadings } from '../../../devices/reading.ts'

/** What in a message shows that somebody lives and moves; a device that only says it works does not. */
export function signOfLife(said: Said): string | null {
  switch (said.kind) {
    case 'event':
      return lively.has(said.type) ? said.type : null
    case 'readings':
      return inReadings(said)
    case 'motion':
      return moves(said.samples) ? 'motion' : null
    case 'status':
      return null
    default:
      return said satisfies never
  }
}

const lively: ReadonlySet<string> = new Set([
  ...['call', 'call.cancel', 'fall', 'fall.cancel', 'bed.exit', 'bed.enter', 'test'],
  ...['door.open', 'door.close', 'activity'],
])

function inReadings({ values }: SaidReadings): string | null {
  const { heart_rate, respiratory_rate, movement, steps } = values
  if ((heart_rate ?? 0) > 0) return 'heart_rate'
  if ((respiratory_rate ?? 0) > 0) return 'respiratory_rate'
  if ((movement ?? 0) > 0) return 'movement'
  return (steps ?? 0) > 0 ? 'steps' : null
}

/** A device that lies on a table feels gravity and little else. */
function moves(samples: readonly (readonly [number, number, number])[]): boolean {
  const [first] = samples
  if (first === undefined) return false
  return samples.some((sample) => sample.some((value, axis) => Math.abs(value - (first[axis] ?? value)) > 100))
}
