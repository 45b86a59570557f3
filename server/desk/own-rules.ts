import { mostOwnRules, type OwnRule } from '../contract/own-rules.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import { checkOwnRule, type OwnRuleSentence } from '../core/rules/own-rule.ts'
import type { DeskDeps } from './deps.ts'

type Person = { residentId: string; areaPath: string }
type Deps = Pick<DeskDeps, 'db' | 'queries' | 'now' | 'newId' | 'announce'>
type Wanted = { deviceId: string; enabled: boolean; sentence: OwnRuleSentence }

export type OwnRulesDesk = {
  /** Throws `invalid` naming each blank that is wrong, the device that isn't this person's, and `enabled` when they are too many. */
  make(actor: Actor, person: Person, wanted: Wanted & { reason: string }): Promise<OwnRule>
  /** Throws `invalid` as above, `changed_meanwhile` when another version holds than was looked at. */
  change(
    actor: Actor,
    person: Person,
    id: string,
    wanted: { [K in keyof Wanted]?: Wanted[K] | undefined } & { reason: string; basedOn?: number | undefined },
  ): Promise<OwnRule>
  /** An earlier version once more, as a new one. */
  back(actor: Actor, person: Person, id: string, to: { version: number; reason: string }): Promise<OwnRule>
}

/** Rules people make for one person; every change is a version with who and why, and is told in the timeline. */
export function ownRulesDesk(deps: Deps): OwnRulesDesk {
  const { db, queries, now } = deps
  type Trx = typeof db

  const checked = async (trx: Trx, { residentId }: Person, { deviceId, sentence, enabled }: Wanted) => {
    const fields = checkOwnRule(sentence).map(({ field, message }) => ({ field: `sentence.${field}`, message }))
    const found = await queries.devices.getWithPath(trx, deviceId, deps.now())
    // A rule can always be switched off: its device may be somebody else's by now, or nobody's.
    if (found?.device.residentId !== residentId && enabled)
      fields.unshift({ field: 'deviceId', message: 'is no device of this person' })
    else if (found?.device.retiredAt != null && enabled)
      fields.unshift({ field: 'deviceId', message: 'is retired: it says nothing any more' })
    if (fields.length > 0) throw new ServiceError('invalid', 'some blanks are not as they have to be', fields)
  }
  /** What is switched off costs nobody an alert, and stays in the list with its story: it has a bound of its own. */
  const counted = async (trx: Trx, { residentId }: Person, id: string, wanted: Wanted & { version: number }) => {
    const others = await queries.ownRules.countOthersForChange(trx, residentId, id)
    const many = (message: string) => new ServiceError('invalid', message, [{ field: 'enabled', message }])
    if (wanted.enabled && others.switchedOn >= mostOwnRules.switchedOn)
      throw many(`a person has at most ${mostOwnRules.switchedOn} rules that are switched on: switch one off first`)
    if (wanted.version === 1 && others.all >= mostOwnRules.all)
      throw many(`a person has at most ${mostOwnRules.all} rules, switched off or on: change one of them`)
  }
  const written = async (
    actor: Actor,
    person: Person,
    id: string,
    reason: string,
    choose: (trx: Trx) => Promise<Wanted & { version: number; backTo: number | null }>,
  ): Promise<OwnRule> => {
    const at = now()
    const by = { id: actor.id, name: actor.name }
    const { rule, seqs } = await db.transaction().execute(async (trx) => {
      await queries.timeline.lock(trx)
      const wanted = await choose(trx)
      await checked(trx, person, wanted)
      await counted(trx, person, id, wanted)
      await queries.ownRules.write(trx, { ...wanted, id, residentId: person.residentId, at, by, reason })
      const seqs = await queries.timeline.append(trx, [
        {
          at,
          type: 'resident.rule_changed',
          actor: { kind: 'person', ...by },
          areaPath: person.areaPath,
          residentId: person.residentId,
          data: { version: wanted.version, reason, enabled: wanted.enabled, message: wanted.sentence.message },
        },
      ])
      return { rule: await queries.ownRules.get(trx, person.residentId, id), seqs }
    })
    if (rule === null) throw noSuchRule()
    deps.announce(seqs)
    return rule
  }
  const known = async (trx: Trx, { residentId }: Person, id: string): Promise<OwnRule> => {
    await queries.ownRules.lockForChange(trx, residentId, id)
    const rule = await queries.ownRules.get(trx, residentId, id)
    if (rule === null) throw noSuchRule()
    return rule
  }

  return {
    make: (actor, person, { reason, ...wanted }) =>
      written(actor, person, deps.newId(), reason, async () => ({ ...wanted, version: 1, backTo: null })),
    change: (actor, person, id, { reason, deviceId, enabled, sentence, basedOn }) =>
      written(actor, person, id, reason, async (trx) => {
        const rule = await known(trx, person, id)
        if (basedOn !== undefined && basedOn !== rule.version)
          throw new ServiceError(
            'changed_meanwhile',
            `version ${rule.version} holds meanwhile, not ${basedOn}: look at it first`,
          )
        return {
          deviceId: deviceId ?? rule.deviceId,
          enabled: enabled ?? rule.enabled,
          sentence: sentence ?? rule.sentence,
          version: rule.version + 1,
          backTo: null,
        }
      }),
    back: (actor, person, id, { version, reason }) =>
      written(actor, person, id, reason, async (trx) => {
        const rule = await known(trx, person, id)
        const then = (await queries.ownRules.versions(trx, id)).find((past) => past.version === version)
        if (then === undefined) throw new ServiceError('not_found', 'there is no version of this number')
        const { deviceId, enabled, sentence } = then
        return { deviceId, enabled, sentence, version: rule.version + 1, backTo: version }
      }),
  }
}

const noSuchRule = () => new ServiceError('not_found', 'this person has no such rule')
