import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fill } from '../../harness/full-disk.ts'
import type { Fault } from './fault.ts'
import { isAlive } from './processes.ts'

export const diskFaults: readonly Fault[] = [
  {
    name: 'the disk is full',
    touches: 'postgres',
    async happen(place, chance) {
      if (place.disk === null) return
      const ballast = join(place.disk, 'ballast')
      await fill(ballast)
      await pause(chance.between(2_000, 15_000))
      await rm(ballast)
      // It recovers by itself, unless it gave up: then whoever looks after it starts it.
      await pause(2_000)
      if (!isAlive(place.postgres.pid())) await place.postgres.start()
    },
  },
]
