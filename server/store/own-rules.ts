import type { OwnRule, OwnRuleVersion } from '../contract/own-rules.ts'
import type { OwnRuleSentence } from '../core/rules/own-rule.ts'
import type { Database } from './database.ts'

/** The rules people made for one person, oldest first. */
export async function ofResident(db: Database, residentId: string): Promise<OwnRule[]> {
  const rows = await selectRules(db)
    .where('r.resident_id', '=', residentId)
    .orderBy('r.created_at')
    .orderBy('r.id')
    .execute()
  return rows.map(toRule)
}

export async function get(db: Database, residentId: string, id: string): Promise<OwnRule | null> {
  const row = await selectRules(db).where('r.resident_id', '=', residentId).where('r.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toRule(row)
}

const selectRules = (db: Database) =>
  db
    .selectFrom('own_rule as r')
    .innerJoin('own_rule_version as v', (join) =>
      join.onRef('v.rule_id', '=', 'r.id').onRef('v.version', '=', 'r.version'),
    )
    .select([
      'r.id',
      'r.resident_id',
      'r.device_id',
      'r.enabled',
      'r.version',
      'r.sentence',
      'v.at',
      'v.by_id',
      'v.by_name',
      'v.reason',
    ])

type RuleRow = Awaited<ReturnType<ReturnType<typeof selectRules>['executeTakeFirstOrThrow']>>

const toRule = (row: RuleRow): OwnRule => ({
  id: row.id,
  residentId: row.resident_id,
  deviceId: row.device_id,
  enabled: row.enabled,
  version: row.version,
  sentence: row.sentence,
  changedAt: row.at.toISOString(),
  changedBy: { id: row.by_id, name: row.by_name },
  reason: row.reason,
})

/** Locks the rule until the transaction ends; its version, or null when there is none. */
export async function lockForChange(
  trx: Database,
  residentId: string,
  id: string,
): Promise<{ version: number } | null> {
  const row = await trx
    .selectFrom('own_rule')
    .select('version')
    .where('id', '=', id)
    .where('resident_id', '=', residentId)
    .forUpdate()
    .executeTakeFirst()
  return row ?? null
}

/**
 * How many others than this rule one person has. Nobody adds one meanwhile: whoever writes rules holds the timeline's lock.
 * The person's row is not waited for: an import may have it, and presses would wait as well.
 */
export async function countOthersForChange(
  trx: Database,
  residentId: string,
  id: string,
): Promise<{ switchedOn: number; all: number }> {
  return trx
    .selectFrom('own_rule')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('enabled', '=', true).as('switchedOn'),
      eb.fn.countAll<number>().as('all'),
    ])
    .where('resident_id', '=', residentId)
    .where('id', '<>', id)
    .executeTakeFirstOrThrow()
}

export type NewRuleVersion = {
  residentId: string
  id: string
  version: number
  at: number
  by: { id: string; name: string }
  reason: string
  enabled: boolean
  deviceId: string
  sentence: OwnRuleSentence
  backTo: number | null
}

/** Writes a version and makes it the one that holds; the first makes the rule. The caller holds the lock. */
export async function write(trx: Database, change: NewRuleVersion): Promise<void> {
  const { id, residentId, version, reason, enabled, deviceId, by, backTo } = change
  const at = new Date(change.at)
  const sentence = JSON.stringify(change.sentence)
  const now = { device_id: deviceId, enabled, version, sentence }
  await trx
    .insertInto('own_rule')
    .values({ id, resident_id: residentId, created_at: at, ...now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(now))
    .execute()
  await trx
    .insertInto('own_rule_version')
    .values({ rule_id: id, at, by_id: by.id, by_name: by.name, reason, back_to: backTo, ...now })
    .execute()
}

/** The versions of one rule, newest first. */
export async function versions(db: Database, id: string): Promise<OwnRuleVersion[]> {
  const rows = await db
    .selectFrom('own_rule_version')
    .selectAll()
    .where('rule_id', '=', id)
    .orderBy('version', 'desc')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    version: row.version,
    at: row.at.toISOString(),
    by: { id: row.by_id, name: row.by_name },
    reason: row.reason,
    enabled: row.enabled,
    deviceId: row.device_id,
    sentence: row.sentence,
    backTo: row.back_to,
  }))
}
