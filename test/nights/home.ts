import { newResidentState, type ResidentFacts } from '../../server/core/rules/resident.ts'
import { stepResident } from '../../server/core/rules/step-resident.ts'
import { type HomeLine, loadHome } from './recordings.ts'

export const housePath = 'home/house-c.ndjson.gz'
const person: ResidentFacts = { id: 'c', timezone: 'Europe/Amsterdam', limits: {}, mode: 'home', medication: [] }

/** Lets a home's sensors speak from first to last; when nothing more is said, time goes on for two days. */
function live(lines: readonly HomeLine[]): { raisedAt: number[]; lastSignAt: number } {
  let state = newResidentState
  const raisedAt: number[] = []
  const waitUntil = (until: number) => {
    for (;;) {
      const [next] = Object.entries(state.timers).sort(([, a], [, b]) => a - b)
      if (next === undefined || next[1] > until) return
      const [name, now] = next
      const turn = stepResident(person, state, { kind: 'timer', name, due: now }, now)
      state = turn.state
      if (turn.effects.some(({ effect }) => effect.do === 'raise')) raisedAt.push(now)
    }
  }
  let lastSignAt = 0
  for (const { at, sensor } of lines) {
    waitUntil(at)
    const type = sensor?.includes('door') ? ('door.open' as const) : ('activity' as const)
    const said = { kind: 'event' as const, id: `${at}`, type, at, receivedAt: at, data: {} }
    state = stepResident(person, state, { kind: 'said', device: { id: sensor ?? '', kind: 'sensor' }, said }, at).state
    lastSignAt = at
  }
  waitUntil(lastSignAt + 172_800_000)
  return { raisedAt, lastSignAt }
}

/** The recorded home: how often nobody was missed for nothing, and how soon somebody who collapses in the bathroom is. */
export function houseFigures() {
  const all = loadHome(housePath)
  const sensors = all.filter(({ sensor }) => sensor !== undefined)
  const first = sensors[0]?.at ?? 0
  const last = sensors.at(-1)?.at ?? 0
  const falseAlerts = live(sensors).raisedAt.filter((at) => at <= last)
  const collapses = all
    .filter(({ activity }) => activity === 'use-toilet')
    .map(({ at }) => {
      const { raisedAt, lastSignAt } = live(sensors.filter((line) => line.at <= at))
      const told = raisedAt.find((raised) => raised >= lastSignAt)
      return told === undefined ? Number.POSITIVE_INFINITY : (told - lastSignAt) / 3_600_000
    })
  return { days: (last - first) / 86_400_000, falseAlerts, collapses }
}
