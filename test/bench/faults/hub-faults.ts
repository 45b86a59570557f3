import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { gatewaysOf } from './place.ts'
import { signal, standStill } from './processes.ts'

export const hubFaults: readonly Fault[] = [
  {
    name: 'the hub is killed',
    touches: 'hub',
    async happen(place, chance) {
      for (let times = chance.one(0.3) ? 3 : 1; times > 0; times--) {
        await place.killHub()
        await pause(chance.between(0, 3_000))
        await place.startHub(90_000)
        if (times > 1) await pause(chance.between(0, 2_000))
      }
    },
  },
  {
    name: 'the hub is killed while it starts',
    touches: 'hub',
    async happen(place, chance) {
      for (let times = 0; times < 3; times++) {
        await place.killHub()
        const started = place.hub.start().catch(() => undefined) // killed before it was ready
        await pause(chance.between(200, 2_500))
        await place.killHub()
        await started
      }
      await place.startHub(90_000)
    },
  },
  {
    name: 'the hub is restarted in order',
    touches: 'hub',
    async happen(place) {
      await place.stopHub()
      await place.startHub(90_000)
    },
  },
  {
    name: 'the hub stands still',
    touches: 'hub',
    async happen(place, chance) {
      await standStill([place.hub.pid()], chance.between(1_000, chance.one(0.3) ? 40_000 : 14_000))
    },
  },
  {
    name: 'a gateway process is killed',
    touches: 'hub',
    async happen(place, chance) {
      for (let times = 0; times < 3; times++) {
        const pid = chance.pick(await gatewaysOf(place.hub))
        if (pid !== undefined) signal([pid], chance.one(0.7) ? 'SIGKILL' : 'SIGTERM')
        await pause(chance.between(0, 1_500))
      }
    },
  },
  {
    name: 'a gateway process stands still',
    touches: 'hub',
    async happen(place, chance) {
      const pid = chance.pick(await gatewaysOf(place.hub))
      await standStill(pid === undefined ? [] : [pid], chance.between(1_000, 15_000))
    },
  },
]
