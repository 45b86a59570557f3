import { describe, expect, it } from 'vitest'
import { decode } from '../devices/codecs/carebell/codec.ts'
import type { Home, SimulatedDevice } from '../devices/simulator/homes.ts'
import { advance, createNeighbourhood, history } from '../devices/simulator/neighbourhood.ts'
import { type DeviceFacts, type DeviceState, type Input, newDeviceState } from '../server/core/rules/device.ts'
import { step } from '../server/core/rules/step.ts'

const minute = 60_000
const hour = 60 * minute
type Raised = { kind: string; priority: number; deviceId: string; at: number }

/** One device as the rules see it, its timers fired when they are due: a night in a moment. */
const watch = (device: SimulatedDevice) => {
  const { id, kind, power, beatSeconds } = device
  const facts: DeviceFacts = {
    id,
    kind,
    power,
    beatMs: beatSeconds * 1_000,
    timezone: 'Asia/Shanghai',
    limits: {},
    mode: 'home',
  }
  const raised: Raised[] = []
  let state: DeviceState = newDeviceState
  const take = (input: Input, now: number) => {
    const turn = step(facts, state, input, now)
    state = turn.state
    for (const effect of turn.effects)
      if (effect.do === 'raise') raised.push({ kind: effect.kind, priority: effect.priority, deviceId: id, at: now })
  }
  const until = (now: number) => {
    for (;;) {
      const [due] = Object.entries(state.timers).sort((a, b) => a[1] - b[1])
      if (due === undefined || due[1] > now) return
      take({ kind: 'timer', name: due[0], due: due[1] }, due[1])
    }
  }
  const hear = (about: string, payload: unknown, now: number) => {
    until(now)
    const bytes = new TextEncoder().encode(JSON.stringify(payload))
    const decoded = decode({ topic: `care/v1/${id}/${about}`, payload: bytes, retained: false }, now)
    if (decoded.ok) for (const said of decoded.said) take(said, now)
  }
  return { hear, until, raised, disconnect: (at: number) => take({ kind: 'disconnected', at }, at) }
}

describe('the neighbourhood before the rules of the service', () => {
  it('is calm when nothing happens: a day and a night in every bed raise nothing', () => {
    const startAt = Date.UTC(2026, 10, 22, 6)
    const { homes, ...rest } = createNeighbourhood({ seed: 1, homes: 60, startAt })
    const beds = homes.flatMap((home) =>
      home.devices.flatMap((device) => (device.kind === 'bed' ? [{ home, device }] : [])),
    )
    const lived = ({ home, device }: { home: Home; device: SimulatedDevice }) => {
      const bed = watch(device)
      const span = { from: startAt - 24 * hour, until: startAt, everyMs: 20_000 }
      for (const item of history({ homes, ...rest }, home, device, span)) bed.hear('telemetry', item, item.at)
      return bed.raised
    }
    expect(beds.length).toBe(15)
    expect(beds.flatMap(lived)).toEqual([])
  })

  it.each([1, 2, 3])('has in its first ten minutes what a day has: seed %i', (seed) => {
    const startAt = Date.UTC(2026, 10, 22, 6)
    const neighbourhood = createNeighbourhood({ seed, homes: 60, startAt })
    const watched = new Map(neighbourhood.homes.flatMap(({ devices }) => devices.map((one) => [one.id, watch(one)])))
    for (const happening of advance(neighbourhood, startAt + 10 * minute).happened) {
      const device = watched.get(happening.deviceId)
      if (happening.do === 'publish') device?.hear(happening.about, happening.payload, happening.at)
      else if (happening.do === 'vanish') device?.disconnect(happening.at)
    }
    const raised = [...watched.values()].flatMap((device) => {
      device.until(startAt + 10 * minute)
      return device.raised
    })
    const kinds = new Set(raised.map(({ kind, priority }) => `${kind} ${priority}`))
    for (const kind of ['call 1', 'fall 1', 'vitals 1', 'battery_low 4', 'device_offline 4'])
      expect(kinds, [...kinds].join()).toContain(kind)
    expect(raised.filter(({ kind, at }) => kind === 'call' && at < startAt + minute).length).toBeGreaterThan(0)
  })

  it('at night somebody leaves the bed and does not come back', () => {
    const startAt = Date.UTC(2026, 10, 22, 16)
    let neighbourhood = createNeighbourhood({ seed: 1, homes: 60, startAt })
    const beds = new Map(
      neighbourhood.homes.flatMap(({ devices }) =>
        devices.flatMap((one) => (one.kind === 'bed' ? [[one.id, watch(one)] as const] : [])),
      ),
    )
    for (let at = startAt + 5 * minute; at <= startAt + 2 * hour; at += 5 * minute) {
      const { next, happened } = advance(neighbourhood, at)
      neighbourhood = next
      for (const one of happened) if (one.do === 'publish') beds.get(one.deviceId)?.hear(one.about, one.payload, one.at)
    }
    const kinds = [...beds.values()].flatMap((bed) => bed.raised.map(({ kind, priority }) => `${kind} ${priority}`))
    expect(kinds).toContain('bed_exit 2')
  })
})
