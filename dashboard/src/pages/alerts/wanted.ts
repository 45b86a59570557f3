import { instantOf } from '../../charts/localTime.ts'
import type { Wanted } from './HistoryFilters.tsx'

const dayMs = 86_400_000

/** What the hub is asked for: days become instants of the zone, and what is not said is left out. */
export function askedFor({ q, state, kind, outcome, areaId, from, to }: Wanted, zone: string): Record<string, string> {
  const wanted = {
    q,
    state,
    kind,
    outcome,
    areaId,
    from: from === '' ? '' : beginOf(from, zone, 0),
    to: to === '' ? '' : beginOf(to, zone, 1),
  }
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])),
  )
}

/** Words without a first day are looked for in the last months alone, as the hub does it; what is open is found whenever it was. */
export const searchesRecentOnly = ({ q, from, state }: Wanted): boolean =>
  q !== '' && from === '' && (state === null || state === 'resolved')

function beginOf(day: string, zone: string, later: number): string {
  const at = Date.parse(`${day}T00:00:00Z`) + later * dayMs
  return instantOf(new Date(at).toISOString().slice(0, 16), zone)
}
