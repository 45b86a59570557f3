import type { EventType, Readings } from '../../../devices/reading.ts'
import type { DeviceFacts } from './device.ts'
import {
  type CareDone,
  type HomeDevice,
  newResidentState,
  type ResidentFacts,
  type ResidentInput,
  type ResidentState,
} from './resident.ts'
import { type ResidentEffect, stepResident } from './step-resident.ts'
import type { Raise } from './story.testing.ts'

export const resident: ResidentFacts = {
  id: 'r',
  timezone: 'Asia/Shanghai',
  limits: {},
  mode: 'home',
  medication: [],
}

const kindOf = (id: string): DeviceFacts['kind'] =>
  id === 'bed' ? 'bed' : id === 'button' ? 'call_button' : id === 'pendant' ? 'fall_sensor' : 'sensor'

/** A person's story across their devices (named after what they are); timers fire when they are due. */
export function person(from: string, own: Partial<ResidentFacts> = {}) {
  let state: ResidentState = newResidentState
  let now = Date.parse(from)
  let facts = { ...resident, ...own }
  let count = 0
  const devices = new Map<string, HomeDevice>()
  const all: ResidentEffect[] = []

  /** Every step goes through JSON, as it does on its way to the database and back. */
  const take = (input: ResidentInput): string[] => {
    const stored: ResidentState = JSON.parse(JSON.stringify(state))
    const turn = stepResident(facts, stored, input, now, () => [...devices.values()])
    state = turn.state
    all.push(...turn.effects)
    return toldIn(turn.effects)
  }
  const known = (id: string) => {
    const device = devices.get(id) ?? { id, kind: kindOf(id), silent: false, backAt: null }
    devices.set(id, device)
    return device
  }

  return {
    take,
    state: () => state,
    now: () => now,
    all: () => all,
    lastRaise: () => all.map(({ effect }) => effect).findLast((effect): effect is Raise => effect.do === 'raise'),
    device: (id: string, is: Partial<HomeDevice>) => devices.set(id, { ...known(id), ...is }),
    takesAway: (id: string) => devices.delete(id),
    /** Somebody edits the person. */
    is(edit: Partial<ResidentFacts>): string[] {
      facts = { ...facts, ...edit }
      return take({ kind: 'changed', at: now })
    },
    does: (type: EventType, device = 'door', { agoMs = 0, data = {} } = {}) =>
      take({
        kind: 'said',
        device: known(device),
        said: { kind: 'event', id: `e-${++count}`, type, at: now - agoMs, receivedAt: now, data },
      }),
    reads: (values: Readings, device = 'bed') =>
      take({ kind: 'said', device: known(device), said: { kind: 'readings', at: now, receivedAt: now, values } }),
    care: (what: CareDone) => take({ kind: 'care', what, at: now }),
    /** Time in which no timer of theirs reaches the rules. */
    misses(ms: number) {
      now += ms
    },
    waits(ms: number): string[] {
      const until = now + ms
      const told: string[] = []
      for (;;) {
        const [next] = Object.entries(state.timers).sort(([, a], [, b]) => a - b)
        if (next === undefined || next[1] > until) break
        now = Math.max(now, next[1])
        told.push(...take({ kind: 'timer', name: next[0], due: next[1] }))
      }
      now = until
      return told
    },
  }
}

/** What was told, to read at a glance; timers are left out. */
const toldIn = (effects: readonly ResidentEffect[]): string[] =>
  effects.flatMap(({ effect }) => {
    if (effect.do === 'raise') return [`${effect.kind}/${effect.priority}`]
    if (effect.do === 'clear') return [`${effect.kind} cleared`]
    return effect.do === 'end_mode' ? ['the mode ends'] : []
  })
