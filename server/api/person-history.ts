import type { Contact, Resident } from '../contract/people.ts'
import { person } from '../core/access/acting.ts'
import type { Actor } from '../core/access/roles.ts'
import { ServiceError } from '../core/errors.ts'
import { changesOf, type FieldChange, secretChange } from '../core/history/changes.ts'
import type { Database } from '../store/database.ts'
import type { ApiDeps } from './deps.ts'
import { notFound } from './sight.ts'

const ofPerson = [
  'name',
  'areaId',
  'address',
  'bornOn',
  'sex',
  'phone',
  'careLevel',
  'livesAlone',
  'leftBehind',
  'place',
  'conditions',
  'instructions',
  'medication',
] as const satisfies readonly (keyof Resident)[]
const ofContact = [
  'position',
  'name',
  'relation',
  'phone',
  'email',
  'language',
  'consent',
  'userId',
] as const satisfies readonly (keyof Contact)[]

export const personChanges = (before: Resident, after: Resident, keySafeChanged: boolean): FieldChange[] => [
  ...changesOf(before, after, ofPerson),
  ...(keySafeChanged ? [secretChange('keySafe')] : []),
]
export const contactChanges = (before: Contact | null, after: Contact | null): FieldChange[] =>
  changesOf(before, after, ofContact)

type Edit = { did: 'added' | 'changed' | 'removed'; contact: Contact | null; fields: readonly FieldChange[] }

/**
 * One edit of a person's record, in a transaction: the record is locked, `work` changes it and says what it changed, and
 * that is written down. Throws `changed_meanwhile`, naming who it was, when the edit is based on an older version.
 */
export async function editRecord(
  { db, queries, now }: ApiDeps,
  actor: Actor,
  where: { residentId: string; areaPath: string; basedOn?: number | undefined },
  work: (trx: Database) => Promise<Edit & { seqs?: readonly number[] }>,
): Promise<readonly number[]> {
  const { residentId, areaPath, basedOn } = where
  return db.transaction().execute(async (trx) => {
    // The timeline's lock comes before any other, as everywhere.
    await queries.timeline.lock(trx)
    const record = await queries.history.lockRecord(trx, residentId)
    if (record === null) throw notFound()
    if (basedOn !== undefined && basedOn !== record.version)
      throw new ServiceError(
        'changed_meanwhile',
        `${record.lastBy ?? 'somebody'} changed this at ${record.lastAt?.toISOString() ?? 'some time'}: look at it first`,
        [{ field: 'basedOn', message: `${record.lastBy ?? 'somebody'}, version ${record.version}` }],
      )
    const { did, contact, fields, seqs = [] } = await work(trx)
    if (fields.length === 0) return seqs
    const at = now()
    const by = { id: actor.id, name: actor.name }
    const version = record.version + 1
    const named = contact && { id: contact.id, name: contact.name }
    await queries.history.write(trx, { residentId, version, at, by, did, contact: named, fields })
    const told = await queries.timeline.append(trx, [
      {
        at,
        type: 'resident.changed',
        actor: person(by),
        areaPath,
        residentId,
        data: {
          version,
          did,
          fields: fields.map(({ field }) => field),
          ...(named === null ? {} : { contactName: named.name }),
        },
      },
    ])
    return [...seqs, ...told]
  })
}
