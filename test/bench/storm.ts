import { setTimeout as pause } from 'node:timers/promises'
import type { TestHub } from '../harness/hub.ts'
import { type Figure, latencies } from './figures.ts'
import type { Crowd } from './generator.ts'
import type { Secret } from './load/orders.ts'
import { atRest } from './observe.ts'
import { openPressing } from './press.ts'

/**
 * Devices that are connected are cut off at once and all come back at once, `times` over, while other buttons are
 * pressed ten times a second. The crowd is connected already.
 */
export async function measureStorm(
  hub: TestHub,
  crowd: Crowd,
  count: number,
  buttons: readonly Secret[],
  { times = 3, inFlight = count, how = '' } = {},
): Promise<Figure[]> {
  const pressing = await openPressing(hub, buttons)
  try {
    const storms: number[] = []
    let failedAttempts = 0
    let resumed = 0
    const blow = async () => {
      for (let storm = 0; storm < times; storm++) {
        await pause(500)
        const came = await crowd.storm(count, { inFlight, withinMs: 180_000 })
        if (came.connected < count) throw new Error(`${count - came.connected} of ${count} did not come back`)
        storms.push(came.ms)
        failedAttempts += came.failedAttempts
        resumed = came.resumed
        await atRest(hub)
      }
    }
    await pressing.during(blow(), 10)
    return [
      {
        name: `${count} devices cut off at once${how}: all back within`,
        value: Math.max(...storms) / 1000,
        unit: 's',
        note: `the longest of ${storms.length}; ${inFlight} on their way at once; ${failedAttempts} attempts failed and were made again${resumed > 0 ? `; ${resumed} resumed their TLS session` : ''}`,
      },
      ...latencies(`press to PUBACK, in the storm of ${count}${how}`, pressing.times.toPuback),
      ...latencies(`press to live event, in the storm of ${count}${how}`, pressing.times.toLive, { p99: 500 }).map(
        (figure) => ({
          ...figure,
          note: `${pressing.times.toLive.length} presses`,
        }),
      ),
    ]
  } finally {
    await pressing.end()
  }
}
