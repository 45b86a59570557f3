import { setTimeout as pause } from 'node:timers/promises'
import { type PersistentDevice, persistentDevice } from '../../harness/persistent-device.ts'
import type { Chance } from './chance.ts'
import type { Registered } from './town.ts'

/** A device and what it was in its earlier lives: one that was asleep doesn't remember what it said before. */
export type Seat = Registered & { now: PersistentDevice; past: PersistentDevice[]; asleep: boolean }

export type Devices = {
  seats: readonly Seat[]
  /** No new deeds; what was said and isn't acknowledged is said on. Everybody is awake. */
  settle(): Promise<void>
  end(): void
}

const mostWaiting = 8

const saysOf = (kind: Registered['kind']) =>
  kind === 'bed' ? 'telemetry' : kind === 'call_button' ? 'call' : 'activity'

/** Devices of all kinds that press, repeat, take back, hang up and sleep; as often as a lively street, so that much falls into each fault. */
export function wake(devices: readonly Registered[], port: number, chance: Chance): Devices {
  const live = (device: Registered) =>
    persistentDevice(device, port, { window: 0, says: saysOf(device.kind), keepaliveSeconds: 6, listens: true })
  const seats: Seat[] = devices.map((device) => ({ ...device, now: live(device), past: [], asleep: false }))
  let stopped = false
  let said = 0
  const begun = Date.now().toString(36)

  async function act(seat: Seat): Promise<void> {
    const mine = chance.branch()
    const pauses = seat.kind === 'bed' ? [300, 900] : seat.kind === 'call_button' ? [500, 9_000] : [1_000, 12_000]
    while (!stopped) {
      await pause(mine.between(pauses[0] ?? 0, pauses[1] ?? 0))
      if (stopped) return
      if (mine.one(0.02)) await sleep(seat, mine.between(1_000, 20_000))
      else if (mine.one(0.05)) seat.now.hangUp()
      else if (seat.now.waiting() < mostWaiting) say(seat, mine)
    }
  }

  function say(seat: Seat, mine: Chance): void {
    const id = seat.kind === 'bed' ? String(Date.now()) : `${begun}-${said++}`
    void seat.now.say(id, { type: typeOf(seat.kind, mine) })
    // Two presses in one moment, as a hand that trembles gives.
    if (seat.kind === 'call_button' && mine.one(0.15)) void seat.now.say(`${begun}-${said++}`, { type: 'call' })
  }

  async function sleep(seat: Seat, ms: number): Promise<void> {
    seat.now.stop()
    seat.asleep = true
    for (const until = performance.now() + ms; !stopped && performance.now() < until; ) await pause(100)
    seat.past.push(seat.now)
    seat.now = live(seat)
    seat.asleep = false
  }

  const acting = seats.map(act)
  return {
    seats,
    async settle() {
      stopped = true
      await Promise.all(acting)
    },
    end() {
      for (const { now } of seats) now.stop()
    },
  }
}

function typeOf(kind: Registered['kind'], chance: Chance): string {
  switch (kind) {
    case 'call_button':
      return chance.one(0.12) ? 'call.cancel' : chance.one(0.1) ? 'activity' : 'call'
    case 'fall_sensor':
      return chance.one(0.4) ? 'fall' : chance.one(0.2) ? 'fall.cancel' : 'activity'
    case 'sensor':
      return chance.one(0.2)
        ? 'smoke'
        : chance.one(0.2)
          ? 'mains.lost'
          : chance.one(0.4)
            ? 'mains.restored'
            : 'activity'
    case 'bed':
      return 'activity'
  }
}
