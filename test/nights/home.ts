import { type DeviceFacts, type DeviceState, type Input, newDeviceState } from '../../server/core/rules/device.ts'
import type { Effect } from '../../server/core/rules/effect.ts'
import { isBetween } from '../../server/core/rules/local-time.ts'
import {
  newResidentState,
  type ResidentFacts,
  type ResidentInput,
  type ResidentState,
} from '../../server/core/rules/resident.ts'
import { step } from '../../server/core/rules/step.ts'
import { stepResident } from '../../server/core/rules/step-resident.ts'
import { type HomeLine, loadHome } from './recordings.ts'

export const housePath = 'home/house-c.ndjson.gz'
const person: ResidentFacts = { id: 'c', timezone: 'Europe/Amsterdam', limits: {}, mode: 'home', medication: [] }
const bed: DeviceFacts = { ...person, id: 'bed', kind: 'bed', power: 'mains', beatMs: 60_000 }
const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000

export type Told = { kind: 'bed_exit' | 'no_activity' | 'bed_unsteady'; at: number }
type Word = { at: number; deviceId: string; type: 'bed.enter' | 'bed.exit' | 'door.open' | 'activity' }

/** What the sensors of a home say, in order: the mats of its bed as one bed, doors, and whatever else senses somebody. */
function wordsOf(lines: readonly HomeLine[]): Word[] {
  const words = lines.flatMap(({ at, seconds, sensor }): (Word & { mat: number })[] => {
    if (sensor === undefined) return []
    if (!/\bbed\b.*\bmat\b|\bmat\b.*\bbed\b/.test(sensor))
      return [{ at, deviceId: sensor, type: sensor.includes('door') ? 'door.open' : 'activity', mat: 0 }]
    return [
      { at, deviceId: bed.id, type: 'bed.enter', mat: 1 },
      { at: at + Math.max(1, seconds) * 1000, deviceId: bed.id, type: 'bed.exit', mat: -1 },
    ]
  })
  let pressed = 0
  return words
    .sort((a, b) => a.at - b.at || b.mat - a.mat)
    .filter(({ mat }) => {
      const before = pressed
      pressed += mat
      return mat === 0 || (before === 0) !== (pressed === 0)
    })
}

/** When, epoch ms, and how long after the last word of the home they were missed. */
type Collapse = { at: number; hours: number }
type Known = { home: ResidentState; mat: DeviceState }
const unknown: Known = { home: newResidentState, mat: newDeviceState }

/** A home that goes on from what is known of it. */
function live(from: Known) {
  let { home, mat } = from
  const told: Told[] = []
  const hear = (effect: Effect, at: number) => {
    if (effect.do !== 'raise') return
    const { kind } = effect
    if (kind === 'bed_exit' || kind === 'no_activity' || kind === 'bed_unsteady') told.push({ kind, at })
  }
  const ofBed = (input: Input, now: number) => {
    const turn = step(bed, mat, input, now, home)
    mat = turn.state
    for (const effect of turn.effects) hear(effect, now)
  }
  const ofHome = (input: ResidentInput, now: number) => {
    const turn = stepResident(person, home, input, now)
    home = turn.state
    for (const { effect } of turn.effects) hear(effect, now)
  }
  const waits = (until: number) => {
    for (;;) {
      const timers = [
        ...Object.entries(home.timers).map(([name, due]) => ({ of: ofHome, name, due })),
        ...Object.entries(mat.timers).map(([name, due]) => ({ of: ofBed, name, due })),
      ]
      const next = timers.sort((a, b) => a.due - b.due)[0]
      if (next === undefined || next.due > until) return
      next.of({ kind: 'timer', name: next.name, due: next.due }, next.due)
    }
  }
  const says = ({ at, deviceId, type }: Word) => {
    waits(at)
    const said = { kind: 'event' as const, id: `${deviceId} ${at} ${type}`, type, at, receivedAt: at, data: {} }
    if (deviceId === bed.id) ofBed(said, at)
    ofHome({ kind: 'said', device: { id: deviceId, kind: deviceId === bed.id ? 'bed' : 'sensor' }, said }, at)
  }
  return { says, waits, told, known: (): Known => ({ home, mat }) }
}

/**
 * The recorded home: what was told of nobody who needed it, and how soon somebody is missed who collapses in the bathroom,
 * on their own visits by day and on one put in two hours after they went to bed.
 */
export function houseFigures(path = housePath) {
  const all = loadHome(path)
  const words = wordsOf(all)
  const visits = all.filter(({ activity }) => activity === 'use-toilet').map(({ at }) => at)
  const upAtNight = all
    .filter(({ activity, seconds }) => activity === 'go-to-bed' && seconds * 1000 > 3 * hourMs)
    .map(({ at }) => at + 2 * hourMs)
    .filter((at) => isBetween(at, person.timezone, 22, 6))
  const home = live(unknown)
  const collapses: Collapse[] = []
  const collapsesAtNight: Collapse[] = []
  for (const [index, word] of words.entries()) {
    home.says(word)
    const next = words[index + 1]?.at ?? Number.POSITIVE_INFINITY
    // Whatever is heard in a visit's first minute is still them.
    for (const at of visits.filter((at) => word.at <= at + minuteMs && at + minuteMs < next))
      collapses.push({ at, hours: missedAfterHours(home.known(), word.at) })
    for (const at of upAtNight.filter((at) => word.at <= at && at < next))
      collapsesAtNight.push({ at, hours: missedAfterHours(gotUp(home.known(), at), at) })
  }
  const days = ((words.at(-1)?.at ?? 0) - (words[0]?.at ?? 0)) / dayMs
  return { days, told: home.told, collapses, collapsesAtNight }
}

/** They leave the bed, and a sensor in the bathroom sees them half a minute later. */
function gotUp(known: Known, at: number): Known {
  const home = live(known)
  home.says({ at, deviceId: bed.id, type: 'bed.exit' })
  home.says({ at: at + minuteMs / 2, deviceId: 'bathroom', type: 'activity' })
  return home.known()
}

/** How long after the last word of a home somebody in it is missed; infinite for never. */
function missedAfterHours(known: Known, lastWordAt: number): number {
  const silent = live(known)
  silent.waits(lastWordAt + 2 * dayMs)
  const missed = silent.told.find(({ kind }) => kind !== 'bed_unsteady')
  return missed === undefined ? Number.POSITIVE_INFINITY : (missed.at - lastWordAt) / hourMs
}
