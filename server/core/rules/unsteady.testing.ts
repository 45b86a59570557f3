import type { EventType } from '../../../devices/reading.ts'
import type { DeviceFacts } from './device.ts'
import { person } from './resident.testing.ts'
import { hours, minutes, raisedIn, seconds, story } from './story.testing.ts'

export const night = '2026-11-21T00:16:00+08:00'
/** Their own offline rule would add to what is told; these beds promise little. */
const quiet = { id: 'bed', power: 'battery', beatMs: 24 * hours } as const

/** A bed and the home around it. */
export function home(at = night, own: Partial<DeviceFacts> = {}) {
  const bed = story(at, { ...quiet, ...own })
  const around = person(at)
  const says = (type: EventType, device: string) => {
    around.misses(bed.now() - around.now())
    around.does(type, device)
    bed.knows(around.state())
  }
  return {
    bed,
    is(inBed: boolean) {
      const effects = bed.event(inBed ? 'bed.enter' : 'bed.exit')
      says(inBed ? 'bed.enter' : 'bed.exit', 'bed')
      return effects
    },
    /** The mat feels somebody for a second, so many times. */
    touched(times = 1, everyMs = 2 * minutes) {
      for (let n = 0; n < times; n++) {
        this.is(true)
        bed.waits(1 * seconds)
        this.is(false)
        bed.waits(everyMs - 1 * seconds)
      }
    },
    hears: (device: string, type: EventType = 'activity') => says(type, device),
    hearsLate(device: string, agoMs: number) {
      around.misses(bed.now() - around.now())
      around.does('activity', device, { agoMs })
      bed.knows(around.state())
    },
    waits: (ms: number) => raisedIn(bed.waits(ms)).filter((told) => told !== 'bed_unsteady/4'),
    exits: () => bed.raised().filter(({ kind }) => kind === 'bed_exit'),
  }
}

/** Since 01:00, somebody in bed on a mat whose word isn't taken alone any more; it has just lost them. */
export function asleep(own: Partial<DeviceFacts> = {}) {
  const one = home(night, own)
  one.touched(22)
  one.is(true)
  one.bed.waits(1 * seconds)
  one.is(false)
  return one
}
