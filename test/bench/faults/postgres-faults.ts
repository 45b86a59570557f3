import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { gone, signal } from './processes.ts'

/** Of the processes of PostgreSQL. */
export const postgresFaults: readonly Fault[] = [
  {
    name: 'PostgreSQL is killed',
    touches: 'postgres',
    async happen(place, chance) {
      const family = await place.family()
      // All at once, as when the machine goes; or the postmaster alone, whose sessions follow by themselves.
      signal(chance.one(0.5) ? family : family.slice(0, 1), 'SIGKILL')
      await gone(family)
      await pause(chance.between(0, 8_000))
      await place.postgres.start()
    },
  },
  {
    name: 'a session of PostgreSQL crashes',
    touches: 'postgres',
    async happen(place, chance) {
      // The postmaster ends all others and recovers.
      const [, ...sessions] = await place.family()
      const pid = chance.pick(sessions)
      if (pid !== undefined) signal([pid], 'SIGKILL')
      await pause(1_000)
    },
  },
  {
    name: 'PostgreSQL is restarted in order',
    touches: 'postgres',
    async happen(place, chance) {
      await place.postgres.stop()
      await pause(chance.between(0, 6_000))
      await place.postgres.start()
    },
  },
  {
    name: 'PostgreSQL stands still',
    touches: 'postgres',
    async happen(place, chance) {
      const postmaster = place.postgres.pid()
      signal([postmaster], 'SIGSTOP')
      const family = await place.family()
      signal(family, 'SIGSTOP')
      await pause(chance.between(1_000, chance.one(0.3) ? 40_000 : 12_000))
      signal(family, 'SIGCONT')
    },
  },
]
