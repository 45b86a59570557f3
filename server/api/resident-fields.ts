import type { z } from 'zod'
import type { NewResident, Resident, ResidentChange } from '../contract/people.ts'
import { ServiceError } from '../core/errors.ts'
import { checkLimits } from '../core/rules/limits.ts'

type Wanted = z.output<typeof NewResident>
type Change = z.output<typeof ResidentChange>

/** Throws `invalid` naming each limit that is not one of the rules' or out of its range. */
export function checkedLimits(limits: Record<string, number> | undefined): void {
  if (limits === undefined) return
  const wrong = checkLimits(limits)
  if (wrong.length > 0)
    throw new ServiceError(
      'invalid',
      'some limits are not as they have to be',
      wrong.map(({ field, message }) => ({ field: `limits.${field}`, message })),
    )
}

/** Throws `invalid`: limits change with a reason, by a call of their own. What is wrong with them is said first. */
export function refuseLimits(limits: Record<string, number> | undefined): void {
  checkedLimits(limits)
  if (limits !== undefined)
    throw new ServiceError('invalid', 'limits are changed with a reason', [
      { field: 'limits', message: 'are changed with PUT /api/v1/residents/{id}/limits' },
    ])
}

/** The mode after a change: every mode but home has an end, and the end is to come. */
export function checkedMode(
  before: Pick<Resident, 'mode' | 'modeUntil'>,
  change: Pick<Change, 'mode' | 'modeUntil'>,
  now: number,
): { mode: Resident['mode']; until: Date | null; changed: boolean } {
  const mode = change.mode ?? before.mode
  const until = change.modeUntil === undefined ? before.modeUntil : change.modeUntil
  if (mode === 'home') return { mode, until: null, changed: before.mode !== 'home' }
  const touched = change.mode !== undefined || change.modeUntil !== undefined
  if (until === null || (touched && Date.parse(until) <= now))
    throw new ServiceError('invalid', 'every mode but home has an end', [
      { field: 'modeUntil', message: `${mode} needs a time to come` },
    ])
  return { mode, until: new Date(until), changed: mode !== before.mode || until !== before.modeUntil }
}

/** The columns that are given, and only those. */
export function residentColumns(wanted: Change) {
  return {
    ...(wanted.name === undefined ? {} : { name: wanted.name }),
    ...(wanted.areaId === undefined ? {} : { area_id: wanted.areaId }),
    ...(wanted.address === undefined ? {} : { address: wanted.address }),
    ...(wanted.bornOn === undefined ? {} : { born_on: wanted.bornOn }),
    ...(wanted.sex === undefined ? {} : { sex: wanted.sex }),
    ...(wanted.phone === undefined ? {} : { phone: wanted.phone }),
    ...(wanted.careLevel === undefined ? {} : { care_level: wanted.careLevel }),
    ...(wanted.livesAlone === undefined ? {} : { lives_alone: wanted.livesAlone }),
    ...(wanted.leftBehind === undefined ? {} : { left_behind: wanted.leftBehind }),
    ...(wanted.place === undefined ? {} : { lat: wanted.place?.lat ?? null, lon: wanted.place?.lon ?? null }),
    ...(wanted.conditions === undefined ? {} : { conditions: wanted.conditions }),
    ...(wanted.instructions === undefined ? {} : { instructions: wanted.instructions }),
    ...(wanted.limits === undefined ? {} : { limits: JSON.stringify(wanted.limits) }),
    ...(wanted.medication === undefined ? {} : { medication: JSON.stringify(wanted.medication) }),
    ...(wanted.keySafe === undefined ? {} : { key_safe: wanted.keySafe === '' ? null : wanted.keySafe }),
  }
}

/** A whole row, so that many of them can be one statement. */
export function newResidentRow(id: string, wanted: Wanted, now: number) {
  return {
    id,
    name: wanted.name,
    area_id: wanted.areaId,
    address: wanted.address,
    born_on: wanted.bornOn ?? null,
    sex: wanted.sex ?? null,
    phone: wanted.phone ?? null,
    care_level: wanted.careLevel ?? 'independent',
    lives_alone: wanted.livesAlone ?? false,
    left_behind: wanted.leftBehind ?? false,
    lat: wanted.place?.lat ?? null,
    lon: wanted.place?.lon ?? null,
    conditions: wanted.conditions ?? [],
    instructions: wanted.instructions ?? '',
    limits: JSON.stringify(wanted.limits ?? {}),
    medication: JSON.stringify(wanted.medication ?? []),
    key_safe: wanted.keySafe === undefined || wanted.keySafe === '' ? null : wanted.keySafe,
    mode_until: null,
    created_at: new Date(now),
    updated_at: new Date(now),
  }
}
