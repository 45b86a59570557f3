import { type Decoded, type DecodeError, type LeftOut, partlyRead } from '../../devices/codec.ts'
import { type AlarmType, isLive, isSaidAlarm, type Metric, type Said, type SaidEvent } from '../../devices/reading.ts'
import { hub } from '../core/access/acting.ts'
import { waitsAtDevice } from '../core/alert/alert.ts'
import type { FirstStep } from '../core/escalation/inherit.ts'
import type { DeviceState, Input } from '../core/rules/device.ts'
import type { Effect } from '../core/rules/effect.ts'
import type { ResidentState } from '../core/rules/resident.ts'
import { step } from '../core/rules/step.ts'
import type { Batch, Whereabouts } from '../store/commit/batch.ts'
import type { Line } from '../store/commit/committer.ts'
import type { RegisteredDevice } from '../store/registry.ts'
import { addEffect } from './effects.ts'
import type { EventMemory } from './event-memory.ts'
import { type KnownEvent, nameOf, otherNamesOf } from './known-events.ts'
import type { People } from './people.ts'
import { aroundOf, type PeopleStates, personHears, takePerson } from './person-step.ts'
import type { Registry } from './registry.ts'
import type { Work } from './work.ts'

export const emptyBatch = (): Batch => ({
  events: [],
  readings: [],
  motions: [],
  quarantined: [],
  states: new Map(),
  alerts: [],
  notes: [],
  commands: [],
  jobs: new Map(),
})

export type Built = {
  batch: Batch
  /** States to put in memory once the batch is durable. */
  states: Map<string, DeviceState>
  people: PeopleStates
  /** The events that become facts with this batch, by key. */
  events: Map<string, KnownEvent>
  /** Keys under which alarms of this batch may be known as well. */
  perhapsKnown: string[]
}

type Around = {
  registry: Registry
  people?: People | undefined
  line: Line
  memory: EventMemory
  now: number
  newId: () => string
  firstStep?: FirstStep | undefined
}

/** Runs the rules over a group of messages, in order, on copies of the states; nothing in memory changes yet. */
export function buildBatch(works: readonly Work[], around: Around): Built {
  const people = new Map<string, ResidentState>()
  const built: Built = {
    batch: { ...emptyBatch(), people },
    states: new Map(),
    people,
    events: new Map(),
    perhapsKnown: [],
  }
  // Emergencies go ahead on a line of their own; what they mean for the person follows on the other.
  const peopleAround =
    around.line === 'rest' && around.people !== undefined ? { ...around, people: around.people } : null
  for (const work of works) {
    const { device, what } = work
    if (what.kind === 'input') {
      take(built, device, what.input, work.receivedAt, around)
    } else if (what.kind === 'person') {
      if (around.people !== undefined)
        takePerson(built.batch, built.people, what.residentId, what.input, device, work.receivedAt, {
          ...around,
          people: around.people,
        })
    } else if (!what.decoded.ok) {
      putAside(built.batch, work, what, what.decoded.error, around.newId)
    } else if (what.bare === true) {
      takeBare(built, work, what, what.decoded, around)
    } else {
      if (what.decoded.leftOut !== undefined) putAside(built.batch, work, what, what.decoded.leftOut, around.newId)
      for (const heard of what.decoded.said) {
        const said = heard.kind === 'event' ? asFact(built, device, heard, around.memory) : heard
        if (said === null) continue
        record(built.batch, device, said)
        if (said.kind === 'event' && said.type === 'test') noteTest(built.batch, device, said.at)
        const current = take(built, device, said, work.receivedAt, around)
        if (peopleAround !== null) personHears(built.batch, built.people, current, said, work.receivedAt, peopleAround)
      }
    }
  }
  for (const [id, state] of built.states) {
    const device = around.registry.get(id)
    if (device !== undefined) built.batch.states.set(device.no, state)
  }
  return built
}

/** What can't be read of a message, or what it lacks where the rest could be: the same lack of a device is one row, counted. */
function putAside(
  { quarantined }: Batch,
  { device, receivedAt }: Work,
  { topic, payload, size }: Extract<Work['what'], { kind: 'message' }>,
  why: DecodeError | LeftOut,
  newId: () => string,
): void {
  const { reason } = why
  const kept = 'alike' in why ? { code: partlyRead, alike: why.alike } : { code: why.code }
  quarantined.push({ id: newId(), deviceId: device.id, topic, reason, payload, size, at: receivedAt, ...kept })
}

/** Its alarms are raised; whatever else it says may be what was choked on, and is not looked at, but kept. */
function takeBare(
  built: Built,
  work: Work,
  what: Extract<Work['what'], { kind: 'message' }>,
  { said, leftOut }: Extract<Decoded, { ok: true }>,
  around: Around,
): void {
  const alarms = said.filter(isSaidAlarm)
  for (const alarm of alarms) {
    const fact = asFact(built, work.device, alarm, around.memory)
    if (fact !== null) raiseBare(built.batch, work.device, fact, alarm.type, around)
  }
  if (alarms.length === said.length && leftOut === undefined) return
  // Only words of the hub's own: those of the message may be what can't be stored.
  const reason = 'could not be stored: only its alarms were raised'
  putAside(built.batch, work, what, { code: 'invalid_payload', reason }, around.newId)
}

/** An alarm that the rules or the database choked on: nothing of it but that somebody has to run. */
function raiseBare(
  batch: Batch,
  device: RegisteredDevice,
  said: SaidEvent,
  kind: AlarmType,
  { newId, firstStep }: Around,
): void {
  const { id, type, at, receivedAt } = said
  batch.events.push({ deviceNo: device.no, id, type, at, receivedAt, data: {} })
  const seen = [{ what: type, value: null, at }]
  const effect: Effect = {
    do: 'raise',
    kind,
    priority: 1,
    at: Math.min(at, receivedAt),
    late: !isLive(said),
    why: { rule: kind, ruleVersion: 0, limits: {}, seen },
    eventId: id,
  }
  const actor = { kind: 'device' as const, id: device.id, name: device.id }
  const answer: Effect[] = waitsAtDevice(kind) ? [{ do: 'command', type: 'call.received', about: kind }] : []
  for (const one of [effect, ...answer]) addEffect(batch, one, whereabouts(device), receivedAt, actor, newId, firstStep)
}

/** The event under the name it is kept by; null when it is a fact already. */
function asFact(built: Built, device: RegisteredDevice, event: SaidEvent, memory: EventMemory): SaidEvent | null {
  const keyOf = (name: string) => `${device.no} ${name}`
  for (const name of otherNamesOf(event)) built.perhapsKnown.push(keyOf(name))
  const name = nameOf(event, (one) => built.events.get(keyOf(one)) ?? memory.get(keyOf(one)))
  if (name === null) return null
  built.events.set(keyOf(name), { type: event.type, at: event.at })
  return name === event.id ? event : { ...event, id: name, data: { ...event.data, saidId: event.id } }
}

/** Whoever mounts a device sees on the screen that its test got through. */
function noteTest(batch: Batch, device: RegisteredDevice, at: number): void {
  const actor = { kind: 'device' as const, id: device.id, name: device.id }
  batch.notes.push({ where: whereabouts(device), type: 'device.tested', at, actor, data: {} })
}

const whereabouts = ({ no, id, residentId, areaId, areaPath }: RegisteredDevice): Whereabouts => ({
  deviceNo: no,
  deviceId: id,
  residentId,
  areaId,
  areaPath,
})

function record(batch: Batch, device: RegisteredDevice, said: Said): void {
  switch (said.kind) {
    case 'event':
      batch.events.push({
        deviceNo: device.no,
        id: said.id,
        type: said.type,
        at: said.at,
        receivedAt: said.receivedAt,
        data: said.data,
      })
      return
    case 'readings':
      for (const metric in said.values) {
        const value = said.values[metric as Metric]
        if (value !== undefined)
          batch.readings.push({ deviceNo: device.no, metric: metric as Metric, at: said.at, value })
      }
      return
    case 'status':
      if (said.battery !== null)
        batch.readings.push({ deviceNo: device.no, metric: 'battery', at: said.at, value: said.battery })
      return
    case 'motion':
      batch.motions.push({
        deviceNo: device.no,
        id: said.id,
        at: said.at,
        receivedAt: said.receivedAt,
        hz: said.hz,
        samples: said.samples,
      })
      return
    default:
      said satisfies never
  }
}

function take(
  { batch, states, people }: Built,
  device: RegisteredDevice,
  input: Input,
  receivedAt: number,
  around: Around,
): RegisteredDevice {
  // The device may have been edited or retired since the message came in.
  const current = around.registry.get(device.id) ?? device
  const before = states.get(device.id) ?? current.state
  const { state, effects } = step(
    around.registry.factsAt(current, around.now),
    before,
    input,
    around.now,
    aroundOf(around.people, people, current.residentId),
  )
  if (state !== before) states.set(device.id, state)
  if (effects.length === 0) return current
  const where = whereabouts(current)
  const actor = input.kind === 'timer' ? hub : { kind: 'device' as const, id: current.id, name: current.id }
  for (const effect of effects) addEffect(batch, effect, where, receivedAt, actor, around.newId, around.firstStep)
  return current
}
