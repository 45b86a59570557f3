import { chance } from './chance.ts'
import type { Scene } from './scenes.ts'
import { type Telling, tell } from './telling.ts'

/** What a device does at one moment, `at` in epoch ms. Payloads are those of care/v1. */
export type Happening = {
  at: number
  deviceId: string
  /** One line for whoever watches; most messages have none. */
  told?: Telling
} & (
  | { do: 'publish'; about: 'event' | 'telemetry' | 'motion' | 'state'; qos: 0 | 1; payload: unknown }
  /** The line is cut without a goodbye. */
  | { do: 'vanish' }
  | { do: 'return' }
)

const second = 1_000
const minute = 60 * second

/** Everything the devices of a scene do because of it, in order. */
export const happenings = (scene: Scene): readonly Happening[] => {
  const { device, at, until } = scene
  const event = (type: string, afterMs: number, data: object = {}): Happening => ({
    at: at + afterMs,
    deviceId: device.id,
    told: tell(scene, type),
    do: 'publish',
    about: 'event',
    qos: 1,
    payload: { id: `${scene.name}-${type}-${afterMs}`, at: at + afterMs, type, data },
  })
  switch (scene.kind) {
    case 'call':
      return scene.luck < 0.25 ? [event('call', 0), event('call', 9 * second)] : [event('call', 0)]
    case 'call_cancelled':
      return [event('call', 0), event('call.cancel', 17 * second)]
    case 'test':
      return [event('test', 0)]
    case 'fall':
      return [event('fall', 0, impact(scene)), motion(scene)]
    case 'fall_cancelled':
      return [event('fall', 0, impact(scene)), event('fall.cancel', 14 * second)]
    case 'wet':
      return [event('bed.wet', 0), event('bed.dry', until - at)]
    case 'smoke':
      return [event('smoke', 0)]
    case 'mains_lost':
      return [event('mains.lost', 0), event('mains.restored', until - at)]
    case 'silent':
      return [
        { at, deviceId: device.id, told: tell(scene, 'silent'), do: 'vanish' },
        { at: until, deviceId: device.id, told: tell(scene, 'back'), do: 'return' },
      ]
    case 'battery_flat':
      return batteryFlat(scene, event)
    case 'fast_heart':
    case 'slow_heart':
    case 'fast_breath':
    case 'out_of_bed':
      return [{ ...bedNote(scene), told: tell(scene, scene.kind) }]
  }
}

const impact = (scene: Scene) => ({
  confidence: Number((0.72 + 0.26 * scene.luck).toFixed(2)),
  impact_mg: Math.round(2_400 + 1_600 * scene.luck),
})

/** The body does the rest: the bed only measures it. The state that goes with the telling says nothing new. */
const bedNote = (scene: Scene) =>
  ({
    at: scene.at,
    deviceId: scene.device.id,
    do: 'publish',
    about: 'state',
    qos: 1,
    payload: { online: true },
  }) as const

/** From 22 % to nothing, a few per cent a minute, then silence. */
const levels = [22, 19, 15, 11, 8, 5, 3, 1]
export const batteryLastsMs = levels.length * minute

const batteryFlat = (scene: Scene, event: (type: string, afterMs: number) => Happening): readonly Happening[] => {
  const telemetry = levels.map(
    (battery, n): Happening => ({
      at: scene.at + n * minute,
      deviceId: scene.device.id,
      do: 'publish',
      about: 'telemetry',
      qos: 1,
      payload: { at: scene.at + n * minute, values: { battery } },
    }),
  )
  const dead: Happening = {
    at: scene.at + batteryLastsMs,
    deviceId: scene.device.id,
    told: tell(scene, 'battery.dead'),
    do: 'vanish',
  }
  return [...telemetry, event('battery.low', minute + second), dead].sort((a, b) => a.at - b.at)
}

/** Six seconds around the impact: still, free fall, impact, lying on the side. Milli-g, 25 a second. */
const motion = (scene: Scene): Happening => {
  const hz = 25
  const at = scene.at - 2_000
  const noise = (n: number, axis: number) => Math.round(24 * (chance(0, scene.name, n, axis) - 0.5))
  const samples = Array.from({ length: 6 * hz }, (_, n): [number, number, number] => {
    if (n < 40) return [noise(n, 0), noise(n, 1) - 990, 60 + noise(n, 2)]
    if (n < 50) return [noise(n, 0), noise(n, 1) - 120, noise(n, 2)]
    if (n < 53) return [900 + noise(n, 0), -2_600 + noise(n, 1), 1_400 + noise(n, 2)]
    return [970 + noise(n, 0), noise(n, 1) - 90, 150 + noise(n, 2)]
  })
  return {
    at: scene.at + 4_000,
    deviceId: scene.device.id,
    do: 'publish',
    about: 'motion',
    qos: 1,
    payload: { id: `${scene.name}-motion`, at, hz, samples },
  }
}
