import { setTimeout as pause } from 'node:timers/promises'
import type { Line } from '../../harness/proxy.ts'
import type { Chance } from './chance.ts'
import type { Fault } from './fault.ts'

/** Of the lines between hub and PostgreSQL, and between devices and hub. */
export const lineFaults: readonly Fault[] = [
  {
    name: 'answers of PostgreSQL stay on the way',
    touches: 'line',
    async happen(place, chance) {
      await holdReplies(place.database, chance, chance.between(500, chance.one(0.3) ? 35_000 : 10_000), 0.5)
    },
  },
  {
    name: 'connections to PostgreSQL fall silent',
    touches: 'line',
    async happen(place, chance) {
      place.database.fallSilent()
      await pause(chance.between(2_000, 35_000))
      place.database.cut()
    },
  },
  {
    name: 'connections to PostgreSQL are cut',
    touches: 'line',
    async happen(place, chance) {
      await cutAgain(place.database, chance, chance.between(1, 12), [5, 1_200])
    },
  },
  {
    name: 'connections of devices are cut',
    touches: 'devices',
    async happen(place, chance) {
      await cutAgain(place.devices, chance, chance.between(1, 10), [20, 1_500])
    },
  },
  {
    name: 'connections of devices are half-open',
    touches: 'devices',
    async happen(place, chance) {
      place.devices.fallSilent()
      await pause(chance.between(1_000, 15_000))
    },
  },
  {
    name: 'answers to devices stay on the way',
    touches: 'devices',
    async happen(place, chance) {
      await holdReplies(place.devices, chance, chance.between(500, 6_000), 0.6)
    },
  },
]

/** For so long; then cut, so often of 1, or as before. */
async function holdReplies(line: Line, chance: Chance, ms: number, cutSoOften: number): Promise<void> {
  line.holdReplies()
  await pause(ms)
  if (chance.one(cutSoOften)) line.cut()
  line.pass()
}

async function cutAgain(
  line: Line,
  chance: Chance,
  times: number,
  betweenMs: readonly [least: number, most: number],
): Promise<void> {
  for (let left = times; left > 0; left--) {
    line.cut()
    await pause(chance.between(...betweenMs))
  }
}
