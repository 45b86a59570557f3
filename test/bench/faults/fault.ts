import type { Chance } from './chance.ts'
import type { Place } from './place.ts'
import type { Town } from './town.ts'

/** One thing that goes wrong. Two that touch the same thing don't go wrong together. */
export type Fault = {
  name: string
  touches: 'hub' | 'postgres' | 'line' | 'devices' | 'outgoing' | 'crowd' | 'influx' | 'clock'
  /** Goes wrong for so long, and is over when this resolves: from then on all has to come right by itself. */
  happen(place: Place, chance: Chance, town: Town): Promise<void>
}
