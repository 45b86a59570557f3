import { areaIdsOf } from '../access/may.ts'

/** An operator who covers a place: works in its area or in one above. */
export type Operator = {
  id: string
  areaId: string
  /** `never`: signed on at no time yet. */
  shift: 'on' | 'break' | 'off' | 'never'
  planned: boolean
  /** Whether a screen of theirs is signed in. */
  signedIn: boolean
}

/** Whether those who cover a place work by shifts: somebody is planned, or has ever signed on. */
export const worksByShifts = (operators: readonly Operator[]): boolean =>
  operators.some(({ shift, planned }) => planned || shift !== 'never')

/**
 * Who "the operators on shift" are among those who cover a place. Where nobody works by shifts everybody who is signed
 * in counts; when all who came are on a break, the break is over for an alert.
 */
export function operatorsOn<O extends Operator>(operators: readonly O[]): readonly O[] {
  if (!worksByShifts(operators)) return operators.filter(({ signedIn }) => signedIn)
  const on = operators.filter(({ shift }) => shift === 'on')
  return on.length > 0 ? on : operators.filter(({ shift }) => shift === 'break')
}

/** Areas whose own operators work by shifts, and those of them with somebody on: what an alert is raised against. */
export type Attended = { byShifts: ReadonlySet<string>; on: ReadonlySet<string> }

/** Whether an alert there would find no operator, so that its plan begins with its first step as a job at once. */
export function isUnattended({ byShifts, on }: Attended, areaPath: string): boolean {
  if (byShifts.size === 0) return false
  const areas = areaIdsOf(areaPath)
  return areas.some((id) => byShifts.has(id)) && !areas.some((id) => on.has(id))
}

/** The summary of all operators that `isUnattended` looks at. */
export function attendedBy(operators: readonly Operator[]): Attended {
  const byShifts = new Set<string>()
  const on = new Set<string>()
  for (const { areaId, shift, planned } of operators) {
    if (planned || shift !== 'never') byShifts.add(areaId)
    if (shift === 'on' || shift === 'break') on.add(areaId)
  }
  return { byShifts, on }
}

export type Standing = 'met' | 'below' | 'nobody'
/** How an area stands: `on` counts those on shift who cover it and are not on a break. */
export const standing = (on: number, minimum: number): Standing =>
  on >= minimum ? 'met' : on === 0 ? 'nobody' : 'below'
