import { between, chance, pick } from './chance.ts'
import type { Home, SimulatedDevice } from './homes.ts'
import { isNight } from './night.ts'
import type { Ailment } from './sleeper.ts'

/** Something that happens in one home. Times are epoch ms of the devices' clock. */
export type Scene = {
  /** Unique among the scenes of a neighbourhood that started at a given time. */
  name: string
  kind: SceneKind
  home: Home
  device: SimulatedDevice
  at: number
  until: number
  /** How it comes out where it can come out either way. */
  luck: number
}

const sceneKinds = [
  'call',
  'call_cancelled',
  'test',
  'fall',
  'fall_cancelled',
  'wet',
  'fast_heart',
  'slow_heart',
  'fast_breath',
  'out_of_bed',
  'mains_lost',
  'smoke',
  'silent',
  'battery_flat',
] as const satisfies readonly (Ailment | string)[]
export type SceneKind = (typeof sceneKinds)[number]

type Plot = { by: SimulatedDevice['kind']; weight: number; lastsMs: number; bedridden?: true }

const second = 1_000
const minute = 60 * second

/** Durations are the device's, not the person's: a limit has to be passed for a minute of the hub's own time. */
const plots: Readonly<Record<SceneKind, Plot>> = {
  call: { by: 'call_button', weight: 28, lastsMs: 30 * second },
  call_cancelled: { by: 'call_button', weight: 12, lastsMs: 30 * second },
  test: { by: 'call_button', weight: 16, lastsMs: 30 * second },
  fall: { by: 'fall_sensor', weight: 10, lastsMs: 30 * second },
  fall_cancelled: { by: 'fall_sensor', weight: 6, lastsMs: 30 * second },
  wet: { by: 'bed', weight: 5, lastsMs: 9 * minute, bedridden: true },
  fast_heart: { by: 'bed', weight: 4, lastsMs: 3 * minute, bedridden: true },
  slow_heart: { by: 'bed', weight: 2, lastsMs: 3 * minute, bedridden: true },
  fast_breath: { by: 'bed', weight: 4, lastsMs: 3 * minute, bedridden: true },
  out_of_bed: { by: 'bed', weight: 4, lastsMs: 22 * minute },
  mains_lost: { by: 'fall_sensor', weight: 4, lastsMs: 4 * minute },
  smoke: { by: 'sensor', weight: 2, lastsMs: 30 * second },
  silent: { by: 'fall_sensor', weight: 3, lastsMs: 8 * minute },
  battery_flat: { by: 'call_button', weight: 0, lastsMs: Number.POSITIVE_INFINITY },
}
const recurring = sceneKinds.filter((kind) => plots[kind].weight > 0)
const totalWeight = recurring.reduce((sum, kind) => sum + plots[kind].weight, 0)
const longestMs = Math.max(...recurring.map((kind) => plots[kind].lastsMs))

/** The first two minutes are the same in every story, so that whoever starts it sees the service work at once. */
const opening: readonly { kind: SceneKind; afterMs: number }[] = [
  { kind: 'call', afterMs: 10 * second },
  { kind: 'fast_heart', afterMs: 15 * second },
  { kind: 'test', afterMs: 22 * second },
  { kind: 'battery_flat', afterMs: 30 * second },
  { kind: 'fall', afterMs: 45 * second },
  { kind: 'silent', afterMs: 60 * second },
  { kind: 'call_cancelled', afterMs: 75 * second },
]
const openingMs = 90 * second
const everyMs = 60 * second

export type Programme = { seed: number; homes: readonly Home[]; startAt: number; speed: number }

/** All scenes that are on at some time from `from` to `until`, in the order they begin. */
export const scenesBetween = (programme: Programme, from: number, until: number): readonly Scene[] => {
  const { startAt, speed } = programme
  const slotMs = everyMs / speed
  const first = Math.max(0, Math.floor((from - longestMs - startAt - openingMs / speed) / slotMs))
  const last = Math.floor((until - startAt - openingMs / speed) / slotMs)
  const opened = opening.map(({ kind, afterMs }, n) => scene(programme, -1 - n, startAt + afterMs / speed, kind))
  const later = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => {
    const slot = first + n
    const at = startAt + openingMs / speed + (slot + between(0.1, 0.9, programme.seed, 'slot', slot)) * slotMs
    return scene(programme, slot, at, kindOf(programme, slot, at))
  })
  return [...opened, ...later].filter((s): s is Scene => s !== null && s.at <= until && s.until >= from)
}

const kindOf = (programme: Programme, slot: number, at: number): SceneKind => {
  let left = chance(programme.seed, 'kind', slot) * totalWeight
  for (const kind of recurring) {
    left -= plots[kind].weight
    // By day nobody worries about an empty bed.
    if (left < 0) return kind === 'out_of_bed' && !isNight(lifeTime(programme, at)) ? 'call' : kind
  }
  return 'call'
}

/** The time the people live in. Before the start it ran at the speed of any clock. */
export const lifeTime = ({ startAt, speed }: Pick<Programme, 'startAt' | 'speed'>, at: number): number =>
  at <= startAt ? at : startAt + (at - startAt) * speed

/** Null where no home has what the scene needs: a small neighbourhood has fewer stories. */
const scene = (programme: Programme, slot: number, at: number, kind: SceneKind): Scene | null => {
  const { by, lastsMs, bedridden } = plots[kind]
  const [first, ...others] = programme.homes.filter(
    (home) => home.devices.some((device) => device.kind === by) && (!bedridden || home.bedridden),
  )
  if (!first) return null
  // The few who lie in bed all day take turns: nobody's heart is fast and slow at once.
  const inTurn = bedridden && [first, ...others].at((slot + programme.seed) % (others.length + 1))
  const home = inTurn || pick([first, ...others], programme.seed, 'home', slot)
  const device = home.devices.find((one) => one.kind === by)
  if (!device) return null
  const started = Math.round(at)
  const name = `${Math.round(programme.startAt).toString(36)}-${slot < 0 ? `o${-slot}` : slot}`
  return { name, kind, home, device, at: started, until: started + lastsMs, luck: chance(programme.seed, 'luck', slot) }
}
