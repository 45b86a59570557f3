import type { Readings } from '../reading.ts'
import { chance, wholeBetween } from './chance.ts'
import { batteryLastsMs, type Happening, happenings } from './happenings.ts'
import { createHomes, type Home, type SimulatedDevice } from './homes.ts'
import { lifeTime, type Programme, type Scene, scenesBetween } from './scenes.ts'
import { type Ailment, bedReadings } from './sleeper.ts'

const second = 1_000
const minute = 60 * second

export type Neighbourhood = Programme & {
  /** Everything up to here has been told, this moment included. */
  toldUntil: number
}

/**
 * A quarter of town whose people live by the clock and whose devices talk care/v1.
 * `startAt` is epoch ms. With `speed` 10 things happen, and day follows night, ten times as fast; the devices
 * measure and stamp in real time all the while, since the hub's own patience is real as well.
 */
export const createNeighbourhood = (wish: {
  seed: number
  homes: number
  startAt: number
  speed?: number
}): Neighbourhood => ({
  seed: wish.seed,
  homes: createHomes(wish.seed, wish.homes),
  startAt: wish.startAt,
  speed: wish.speed ?? 1,
  toldUntil: wish.startAt,
})

/** What happened since it was last asked, up to and including `now`, in order of time. The same in one step or many. */
export const advance = (
  neighbourhood: Neighbourhood,
  now: number,
): { next: Neighbourhood; happened: readonly Happening[] } => {
  const { toldUntil, homes } = neighbourhood
  if (now <= toldUntil) return { next: neighbourhood, happened: [] }
  const scenes = scenesBetween(neighbourhood, toldUntil, now)
  const isNew = (happening: Happening) => happening.at > toldUntil && happening.at <= now
  const silences = scenes.flatMap(silence)
  const played = scenes.flatMap(happenings).filter((one) => isNew(one) && !isSilent(one, silences))
  const routine = homes.flatMap((home) =>
    home.devices.flatMap((device) => beats(neighbourhood, home, device, now, scenes)),
  )
  const hushed = [...silences, ...scenes.flatMap(hush)]
  const happened = [...played, ...routine.filter((one) => isNew(one) && !isSilent(one, hushed))]
  return { next: { ...neighbourhood, toldUntil: now }, happened: happened.sort(byTime) }
}

const byTime = (a: Happening, b: Happening): number => a.at - b.at || a.deviceId.localeCompare(b.deviceId, 'en')

/** Past telemetry of one device, oldest first, one item every `everyMs` from `from` to before `until`. */
export const history = (
  neighbourhood: Neighbourhood,
  home: Home,
  device: SimulatedDevice,
  span: { from: number; until: number; everyMs: number },
): readonly { at: number; values: object }[] => {
  if (device.kind !== 'bed') return []
  const count = Math.max(0, Math.ceil((span.until - span.from) / span.everyMs))
  return Array.from({ length: count }, (_, n) => {
    const at = span.from + n * span.everyMs
    return { at, values: onTheWire(bedReadings(neighbourhood.seed, home, at, at, null)) }
  })
}

/** What a device says about itself when it comes online, as the payload of `state`. */
export const stateAt = (neighbourhood: Neighbourhood, device: SimulatedDevice, at: number): object => {
  const runsFlat = scenesBetween(neighbourhood, neighbourhood.startAt, neighbourhood.startAt + minute).some(
    (scene) => scene.kind === 'battery_flat' && scene.device.id === device.id,
  )
  return {
    online: true,
    firmware: '2.1.0',
    ...(device.power === 'mains' ? { mains: true } : charge(neighbourhood.seed, device, at)),
    ...(runsFlat && { battery: 24 }),
  }
}

const beatMs = { bed: 7 * second, fall_sensor: 40 * second, sensor: 45 * second, call_button: 10 * minute } as const

/** What a device says without being asked: at its own rhythm, never two at the same instant. */
const beats = (
  neighbourhood: Neighbourhood,
  home: Home,
  device: SimulatedDevice,
  now: number,
  scenes: readonly Scene[],
): readonly Happening[] => {
  const { seed, startAt, toldUntil } = neighbourhood
  const every = beatMs[device.kind]
  const phase = chance(seed, 'phase', device.id)
  const first = Math.max(0, Math.floor((toldUntil - startAt) / every) - 1)
  const last = Math.floor((now - startAt) / every)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n): Happening => {
    const beat = first + n
    const early = 0.28 * chance(seed, 'beat', device.id, beat)
    const at = Math.round(startAt + (beat + 0.7 * phase + early) * every)
    const values =
      device.kind === 'bed'
        ? onTheWire(bedReadings(seed, home, lifeTime(neighbourhood, at), at, ailmentAt(scenes, home, at)))
        : { rssi: -wholeBetween(48, 79, seed, 'rssi', device.id, beat), ...charge(seed, device, at) }
    return { at, deviceId: device.id, do: 'publish', about: 'telemetry', qos: 1, payload: { at, values } }
  })
}

const onTheWire = ({ in_bed, ...numbers }: Readings): object => ({
  ...numbers,
  ...(in_bed !== undefined && { in_bed: in_bed === 1 }),
})

/** A battery lasts some 400 days; whoever runs low in a scene says so there. */
const charge = (seed: number, { id, power }: SimulatedDevice, at: number): Readings => {
  if (power === 'mains') return {}
  const lifeMs = 400 * 86_400_000
  const worn = (at / lifeMs + chance(seed, 'battery', id)) % 1
  return { battery: Math.round(100 - 60 * worn) }
}

const ailmentAt = (scenes: readonly Scene[], home: Home, at: number): Ailment | null => {
  for (const { home: whose, kind, at: from, until } of scenes) {
    if (whose.index !== home.index || at < from || at > until) continue
    if (kind === 'fast_heart' || kind === 'slow_heart' || kind === 'fast_breath' || kind === 'out_of_bed') return kind
  }
  return null
}

type Silence = { deviceId: string; from: number; until: number }

const silence = ({ kind, device, at, until }: Scene): readonly Silence[] => {
  if (kind === 'silent') return [{ deviceId: device.id, from: at, until }]
  if (kind === 'battery_flat') return [{ deviceId: device.id, from: at + batteryLastsMs, until }]
  return []
}

/** A battery that runs out in a scene is not at 80 % at the same time. */
const hush = ({ kind, device, at, until }: Scene): readonly Silence[] =>
  kind === 'battery_flat' ? [{ deviceId: device.id, from: at, until }] : []

const isSilent = (one: Happening, silences: readonly Silence[]): boolean =>
  one.do === 'publish' &&
  silences.some(({ deviceId, from, until }) => deviceId === one.deviceId && one.at >= from && one.at < until)
