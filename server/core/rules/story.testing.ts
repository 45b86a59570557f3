import type { EventType, Readings } from '../../../devices/reading.ts'
import { type AroundPerson, type DeviceFacts, type DeviceState, type Input, newDeviceState } from './device.ts'
import type { Effect } from './effect.ts'
import { step } from './step.ts'

export type Raise = Extract<Effect, { do: 'raise' }>
export const seconds = 1_000
export const minutes = 60_000
export const hours = 3_600_000

export const facts: DeviceFacts = {
  id: 'bed-1',
  kind: 'bed',
  power: 'mains',
  beatMs: 60 * seconds,
  timezone: 'Asia/Shanghai',
  limits: {},
  mode: 'home',
}

/** Tells a device's story to `step`, with a clock that only moves when told to and timers that fire when due. */
export function story(from: string, own: Partial<DeviceFacts> = {}) {
  let state: DeviceState = newDeviceState
  let now = Date.parse(from)
  let device: DeviceFacts = { ...facts, ...own }
  let around: AroundPerson | null = null
  let count = 0
  const all: Effect[] = []

  const take = (input: Input): readonly Effect[] => {
    // Every step goes through JSON, as it does on its way to the database and back.
    const turn = step(device, JSON.parse(JSON.stringify(state)), input, now, around)
    state = turn.state
    all.push(...turn.effects)
    return turn.effects
  }
  const raises = (effects: readonly Effect[]): Raise[] => effects.filter((effect) => effect.do === 'raise')

  return {
    take,
    now: () => now,
    state: () => state,
    all: () => all,
    facts: () => device,
    /** What the person's other devices know. */
    knows(other: AroundPerson) {
      around = other
    },
    change(facts: Partial<DeviceFacts>) {
      device = { ...device, ...facts }
    },
    event: (type: EventType, { agoMs = 0, id = `e-${++count}` } = {}) =>
      take({ kind: 'event', id, type, at: now - agoMs, receivedAt: now, data: {} }),
    reads: (values: Readings, { agoMs = 0 } = {}) =>
      take({ kind: 'readings', at: now - agoMs, receivedAt: now, values }),
    status: (said: { online?: boolean; battery?: number; mains?: boolean; firmware?: string }, { agoMs = 0 } = {}) =>
      take({
        kind: 'status',
        at: now - agoMs,
        receivedAt: now,
        online: said.online ?? null,
        battery: said.battery ?? null,
        mains: said.mains ?? null,
        firmware: said.firmware ?? null,
      }),
    connects: () => take({ kind: 'connected', at: now }),
    disconnects: () => take({ kind: 'disconnected', at: now }),

    /** Time passes; what is due on the way happens when it is due. */
    waits(ms: number): readonly Effect[] {
      const until = now + ms
      const effects: Effect[] = []
      for (;;) {
        const [next] = Object.entries(state.timers)
          .filter(([, due]) => due <= until)
          .sort(([, a], [, b]) => a - b)
        if (next === undefined) break
        now = Math.max(now, next[1])
        effects.push(...take({ kind: 'timer', name: next[0], due: next[1] }))
      }
      now = until
      return effects
    },
    /** Time passes and the hub sees nothing of it. */
    hubIsDown(ms: number) {
      now += ms
    },
    /** Says the same every so often, for so long; what all of it led to. */
    keepsReading(values: Readings, { everyMs = 10 * seconds, forMs }: { everyMs?: number; forMs: number }) {
      const effects: Effect[] = []
      const until = now + forMs
      effects.push(...this.reads(values))
      while (now + everyMs <= until) {
        effects.push(...this.waits(everyMs))
        effects.push(...this.reads(values))
      }
      effects.push(...this.waits(until - now))
      return effects
    },
    raised: () => raises(all),
  }
}

/** `kind/priority` of what was raised, to read at a glance. */
export const raisedIn = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.do === 'raise' ? [`${effect.kind}/${effect.priority}`] : []))
export const clearedIn = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) => (effect.do === 'clear' ? [effect.kind] : []))
