import type { NewShiftChange, ShiftChange } from '../contract/shifts.ts'
import { person } from '../core/access/acting.ts'
import { inArea } from '../core/access/may.ts'
import type { Actor } from '../core/access/roles.ts'
import { dayNumber } from '../core/calendar.ts'
import { ServiceError } from '../core/errors.ts'
import { overlap, refKey, type ShiftRef } from '../core/schedule/changes.ts'
import type { NewChange, StoredChange } from '../store/shift-changes.ts'
import { type Change, inOneTransaction } from './change.ts'
import type { DeskDeps } from './deps.ts'
import { type RosterShift, rosterOf } from './roster.ts'
import { allow, invalid, workerOf } from './shift-plans.ts'
import { lookAtStaffing } from './staffing.ts'

export type ShiftChangeDesk = {
  /** Changes one shift, or two with each other, until they are over. Throws `invalid` naming the field. */
  changeShift(actor: Actor, what: NewShiftChange): Promise<ShiftChange[]>
  /** As it was before; of a swap both. Throws `not_found`, `invalid` when something newer builds on it. */
  takeBackChange(actor: Actor, id: string): Promise<ShiftChange[]>
}

export const shiftChanges = (deps: DeskDeps): ShiftChangeDesk => {
  const { db, queries } = deps

  const inOne = async (actor: Actor, work: (change: Change) => Promise<readonly StoredChange[]>) => {
    allow(actor, 'shift.write')
    let changed: readonly StoredChange[] = []
    await inOneTransaction(
      deps,
      async (change) => {
        changed = await work(change)
        await lookAtStaffing(deps, change.trx)
      },
      async () => undefined,
    )
    return changed.map(toShiftChange)
  }

  return {
    changeShift: (actor, what) =>
      inOne(actor, async (change) => {
        const { trx } = change
        const refs = what.what === 'swap' ? [what.shift, what.with] : [what.shift]
        const roster = await lockedRoster(change, refs)
        const made = await changesFor(change, actor, what, roster)
        for (const one of made) await queries.shiftChanges.insert(trx, one)
        const now = await rosterAround(change, refs)
        const changes = made.flatMap(({ id }) => now.find((shift) => shift.change?.id === id)?.change ?? [])
        for (const one of changes) tell(change, actor, `shift.${what.what}`, roster, one)
        return changes
      }),

    async takeBackChange(actor, id) {
      allow(actor, 'shift.write')
      const found = await queries.shiftChanges.withOtherHalf(db, id)
      return inOne(actor, async (change) => {
        const roster = await lockedRoster(change, found)
        // Under the lock: whoever was quicker has taken it back.
        const changes = await queries.shiftChanges.withOtherHalf(change.trx, id)
        const shifts = changes.map((one) => roster.find((shift) => shift.change?.id === one.id))
        if (changes.length === 0 || !changes.every((one) => ofArea(actor, roster, one)))
          throw new ServiceError('not_found', 'no such change')
        if (shifts.some((shift) => shift === undefined)) throw invalid('id', 'something newer builds on it')
        for (const shift of shifts) if (shift !== undefined) notOver(change, shift, 'id')
        await queries.shiftChanges.takeBack(
          change.trx,
          changes.map((one) => one.id),
          change.now,
          person(actor),
        )
        const after = await rosterAround(change, changes)
        for (const one of changes) {
          const restored = after.find((shift) => refKey(shift) === refKey(one))
          if (restored?.who) mayWork(after, restored.who, restored, [restored], 'id')
          tell(change, actor, 'shift.taken_back', roster, one)
        }
        return changes
      })
    },
  }
}

const ofArea = (actor: Actor, roster: readonly RosterShift[], ref: ShiftRef): boolean =>
  roster.some((shift) => refKey(shift) === refKey(ref) && inArea(actor, shift.plan.areaPath))

async function lockedRoster(change: Change, refs: readonly ShiftRef[]): Promise<RosterShift[]> {
  const ids = [...new Set(refs.map(({ planId }) => planId))]
  await change.deps.queries.shiftsPlanned.lock(change.trx, ids)
  return rosterAround(change, refs)
}

const dayMs = 86_400_000

async function rosterAround({ deps, trx }: Change, refs: readonly ShiftRef[]): Promise<RosterShift[]> {
  const days = refs.map(({ day }) => dayNumber(day) * dayMs)
  // Wide enough for any shift that could overlap one of these days, wherever.
  const spans = [...new Set(days)].map((day) => ({ from: day - 2 * dayMs, to: day + 3 * dayMs }))
  const rosters = await Promise.all(spans.map((span) => rosterOf(deps.queries, trx, span)))
  return [...new Map(rosters.flat().map((shift) => [refKey(shift), shift])).values()]
}

async function changesFor(
  change: Change,
  actor: Actor,
  what: NewShiftChange,
  roster: readonly RosterShift[],
): Promise<NewChange[]> {
  const { deps, trx, now } = change
  const shift = shiftOf(change, actor, roster, what.shift, 'shift')
  const note = what.note === undefined || what.note === '' ? null : what.note
  const common = { note, madeAt: now, madeBy: person(actor) }
  switch (what.what) {
    case 'absence': {
      if (shift.who === null) throw invalid('shift', 'nobody works this shift already')
      const { reason } = what
      return [{ ...common, ...refOf(shift), ...deed(deps, 'absence', shift.who.id, null), reason }]
    }
    case 'take_over': {
      const { staff } = await workerOf(deps, trx, actor, what.userId)
      if (shift.who?.id === staff.id) throw invalid('userId', 'they work this shift already')
      mayWork(roster, { id: staff.id }, shift, [shift], 'userId')
      // For whom, and why they are away, stays known.
      const of = shift.who?.id ?? shift.change?.of.id ?? shift.plan.person.id
      const reason = shift.who === null ? (shift.change?.reason ?? null) : null
      return [{ ...common, ...refOf(shift), ...deed(deps, 'take_over', of, staff.id), reason }]
    }
    case 'swap': {
      const other = shiftOf(change, actor, roster, what.with, 'with')
      if (shift.who === null) throw invalid('shift', 'nobody works this shift')
      if (other.who === null) throw invalid('with', 'nobody works this shift')
      // A second press of the same button would swap them back.
      if (shift.change?.swapId && shift.change.swapId === other.change?.swapId)
        throw invalid('with', 'these two are swapped already')
      if (shift.who.id === other.who.id) throw invalid('with', 'the same person works both')
      mayWork(roster, other.who, shift, [shift, other], 'with')
      mayWork(roster, shift.who, other, [shift, other], 'with')
      const swap = { ...common, reason: null, swapId: deps.newId() }
      return [
        { ...swap, ...refOf(shift), ...deed(deps, 'swap', shift.who.id, other.who.id), swapId: swap.swapId },
        { ...swap, ...refOf(other), ...deed(deps, 'swap', other.who.id, shift.who.id), swapId: swap.swapId },
      ]
    }
  }
}

const refOf = ({ planId, day }: ShiftRef): ShiftRef => ({ planId, day })
const deed = (deps: DeskDeps, what: StoredChange['what'], ofId: string, byId: string | null) => ({
  id: deps.newId(),
  what,
  ofId,
  byId,
  swapId: null,
})

function shiftOf(
  change: Change,
  actor: Actor,
  roster: readonly RosterShift[],
  ref: ShiftRef,
  field: string,
): RosterShift {
  const shift = roster.find((one) => refKey(one) === refKey(ref))
  if (shift === undefined || !inArea(actor, shift.plan.areaPath)) throw invalid(field, 'no such shift')
  return notOver(change, shift, field)
}

function notOver({ now }: Change, shift: RosterShift, field: string): RosterShift {
  if (shift.until <= now) throw invalid(field, 'this shift is over')
  return shift
}

/** Whether somebody is free for a shift, but for those that are given away with it. */
function mayWork(
  roster: readonly RosterShift[],
  { id }: { id: string },
  shift: RosterShift,
  but: readonly RosterShift[],
  field: string,
): void {
  const given = new Set(but.map(refKey))
  const clash = roster.find((one) => one.who?.id === id && !given.has(refKey(one)) && overlap(one, shift))
  if (clash !== undefined) throw invalid(field, `${clash.who?.name ?? ''} has another shift at that time`)
}

function tell(
  { entries, now }: Change,
  actor: Actor,
  type: 'shift.absence' | 'shift.take_over' | 'shift.swap' | 'shift.taken_back',
  roster: readonly RosterShift[],
  { planId, day, of, by, reason, note }: StoredChange,
): void {
  const areaPath = roster.find((shift) => shift.planId === planId)?.plan.areaPath ?? actor.areaPath
  const data = {
    day,
    person: of,
    by: by === null ? null : { id: by.id, name: by.name },
    ...(reason === null ? {} : { reason }),
    ...(note === null ? {} : { note }),
  }
  entries.push({ at: now, type, actor: person(actor), areaPath, data })
}

export const toShiftChange = ({
  planId,
  day,
  by,
  madeAt,
  madeBy,
  swapId: _swap,
  ...change
}: StoredChange): ShiftChange => ({
  ...change,
  shift: { planId, day },
  by: by === null ? null : { id: by.id, name: by.name },
  madeAt: new Date(madeAt).toISOString(),
  madeBy: madeBy.name,
})
