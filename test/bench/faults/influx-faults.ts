import { setTimeout as pause } from 'node:timers/promises'
import type { InfluxDoor, Says } from '../../harness/influx-door.ts'
import type { Fault } from './fault.ts'

/** Of where readings go, when that is InfluxDB. */
export const influxFaults: readonly Fault[] = [
  {
    name: 'InfluxDB is killed',
    touches: 'influx',
    async happen(place, chance) {
      const mine = place.influx?.server.mine
      if (mine === null || mine === undefined) return
      for (let times = chance.one(0.3) ? 3 : 1; times > 0; times--) {
        await mine.kill()
        await pause(chance.between(0, 12_000))
        await mine.start()
        if (times > 1) await pause(chance.between(0, 2_000))
      }
    },
  },
  {
    name: 'InfluxDB says nothing',
    touches: 'influx',
    happen: (place, chance) => spoil(place.influx?.door, () => ({ hang: true }), chance.between(2_000, 25_000)),
  },
  {
    name: 'InfluxDB takes nothing',
    touches: 'influx',
    happen: (place, chance) =>
      spoil(
        place.influx?.door,
        () => ({ status: chance.pick([401, 429, 500, 503]) ?? 503, headers: { 'retry-after': '1' } }),
        chance.between(2_000, 20_000),
      ),
  },
  {
    name: 'InfluxDB takes it, and the line is cut before it says so',
    touches: 'influx',
    happen: (place, chance) =>
      spoil(
        place.influx?.door,
        () => ({
          pass: true,
          after: async () => {
            throw new Error('cut')
          },
        }),
        chance.between(2_000, 15_000),
      ),
  },
]

async function spoil(door: InfluxDoor | undefined, says: () => Says, ms: number): Promise<void> {
  door?.onWrite(says)
  await pause(ms)
  door?.onWrite(() => ({ pass: true }))
}
