import type { ResidentState } from '../../core/rules/resident.ts'
import { json, type Part } from './parts.ts'

/** What is remembered of people across their devices, with the messages it follows from. */
export const peoplePart = (people: ReadonlyMap<string, ResidentState>): Part => {
  const all = [...people]
  return {
    name: 'people',
    sql: ([id, state]) =>
      `people as (insert into resident_state (resident_id, state)
        select * from unnest(${id}::uuid[], ${state}::jsonb[])
        on conflict (resident_id) do update set state = excluded.state)`,
    params: [all.map(([residentId]) => residentId), all.map(([, state]) => json(state))],
  }
}

/** How a commit whose answer was lost is told from none: whether all of these are what the database holds. */
export const heldPeople = (people: ReadonlyMap<string, ResidentState>) => ({
  name: 'held people',
  text: `select count(*)::int as same from resident_state s
    join unnest($1::uuid[], $2::jsonb[]) as k (id, state) on s.resident_id = k.id and s.state = k.state`,
  values: [[...people.keys()], [...people.values()].map((state) => json(state))],
})
