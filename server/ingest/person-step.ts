import type { Said } from '../../devices/reading.ts'
import { hub } from '../core/access/acting.ts'
import type { FirstStep } from '../core/escalation/inherit.ts'
import type { ResidentInput, ResidentState } from '../core/rules/resident.ts'
import { type ResidentEffect, stepResident } from '../core/rules/step-resident.ts'
import type { Batch, Whereabouts } from '../store/commit/batch.ts'
import type { RegisteredDevice } from '../store/registry.ts'
import { addEffect } from './effects.ts'
import type { People } from './people.ts'
import type { Registry } from './registry.ts'

/** The people whose state this batch changes, by id. */
export type PeopleStates = Map<string, ResidentState>

type Around = {
  registry: Registry
  people: People
  now: number
  newId: () => string
  firstStep?: FirstStep | undefined
}

/** What is known of the person whose device it is, for the device's own rules; also what this very batch made of it. */
export function aroundOf(people: People | undefined, states: PeopleStates, residentId: string | null) {
  if (people === undefined || residentId === null) return null
  return states.get(residentId) ?? people.get(residentId)?.state ?? null
}

/** A message that moved its device's rules moves those about its person; nearly always that is a look and nothing else. */
export function personHears(
  batch: Batch,
  states: PeopleStates,
  device: RegisteredDevice,
  said: Said,
  receivedAt: number,
  around: Around,
): void {
  if (device.residentId === null) return
  takePerson(batch, states, device.residentId, { kind: 'said', device: device.facts, said }, device, receivedAt, around)
}

/** `device`: in whose turn this is, for what is in no other device's name. */
export function takePerson(
  batch: Batch,
  states: PeopleStates,
  residentId: string,
  input: ResidentInput,
  device: RegisteredDevice,
  receivedAt: number,
  around: Around,
): void {
  const { people, now } = around
  const person = people.get(residentId)
  if (person === undefined) return
  const before = states.get(residentId) ?? person.state
  const { state, effects } = stepResident(people.factsAt(person, now), before, input, now, () =>
    people.homeOf(residentId, now),
  )
  if (state === before) return
  states.set(residentId, state)
  for (const effect of effects) add(batch, residentId, effect, device, receivedAt, around)
}

function add(
  batch: Batch,
  residentId: string,
  { on, effect }: ResidentEffect,
  device: RegisteredDevice,
  receivedAt: number,
  { registry, newId, firstStep }: Around,
): void {
  switch (effect.do) {
    case 'start_timer':
      batch.jobs.set(`timer:resident:${residentId}:${effect.name}`, {
        name: 'resident_timer',
        payload: { residentId, name: effect.name, due: effect.due },
        runAt: effect.due,
      })
      return
    case 'cancel_timer':
      // The state no longer knows the timer, so its job is ignored when it fires.
      batch.jobs.delete(`timer:resident:${residentId}:${effect.name}`)
      return
    case 'end_mode':
      batch.jobs.set(`mode_unanswered:${residentId}`, {
        name: 'mode_unanswered',
        payload: { residentId },
        runAt: receivedAt,
      })
      return
    default: {
      // What was told in the name of a device that is somebody else's by now is told in that of one of theirs.
      const known = registry.get(on ?? device.id)
      const where = whereabouts(known?.residentId === residentId ? known : device, residentId)
      addEffect(batch, effect, where, receivedAt, hub, newId, firstStep)
    }
  }
}

const whereabouts = ({ no, id, areaId, areaPath }: RegisteredDevice, residentId: string): Whereabouts => ({
  deviceNo: no,
  deviceId: id,
  residentId,
  areaId,
  areaPath,
})
