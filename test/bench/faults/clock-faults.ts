import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'

export const stepsBackAtMostMs = 12_000
/** Every process has heard of it. */
const heardMs = 1_500

/** Of the machine's clock: the hub, PostgreSQL and whoever checks go by the same. */
export const clockFaults: readonly Fault[] = [
  {
    name: 'the clock is put forward',
    touches: 'clock',
    async happen(place, chance) {
      place.clock?.step(chance.between(2_000, chance.one(0.3) ? 90_000 : 20_000))
      await pause(heardMs)
    },
  },
  {
    name: 'the clock is put back',
    touches: 'clock',
    async happen(place, chance) {
      const by = chance.between(2_000, stepsBackAtMostMs)
      place.clock?.step(-by)
      // What happens in this stretch has times of what happened before it.
      await pause(by + heardMs)
    },
  },
]
