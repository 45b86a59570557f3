import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from './database.ts'
import * as first from './migrations/0001-first.ts'
import * as series from './migrations/0002-series.ts'
import * as incidents from './migrations/0003-incidents.ts'
import * as people from './migrations/0004-people.ts'
import * as ownLimits from './migrations/0005-own-limits.ts'
import * as console from './migrations/0006-console.ts'
import * as escalation from './migrations/0007-escalation.ts'
import * as kpi from './migrations/0008-kpi.ts'
import * as administration from './migrations/0011-administration.ts'
import * as personHistory from './migrations/0012-person-history.ts'
import * as visitPlans from './migrations/0013-visit-plans.ts'
import * as documents from './migrations/0014-documents.ts'
import * as shiftChanges from './migrations/0015-shift-changes.ts'
import * as recordedFigures from './migrations/0018-recorded-figures.ts'
import * as firstPassword from './migrations/0021-first-password.ts'
import * as gapsByTime from './migrations/0022-gaps-by-time.ts'
import * as whatWaits from './migrations/0023-what-waits.ts'
import * as orderOfNames from './migrations/0025-order-of-names.ts'
import * as movedTurns from './migrations/0026-moved-turns.ts'
import * as proof from './migrations/0031-proof.ts'
import * as auditedVisit from './migrations/0032-audited-visit.ts'
import * as missedOffers from './migrations/0033-missed-offers.ts'
import * as misplaced from './migrations/0034-misplaced.ts'
import * as heldSince from './migrations/0035-since-when-a-device-is-whose.ts'
import * as whoIsNamed from './migrations/0036-who-is-named.ts'
import * as plannedDays from './migrations/0037-planned-days.ts'
import * as motionByTime from './migrations/0038-motion-by-time.ts'
import * as whereSomebodyLives from './migrations/0039-where-somebody-lives.ts'
import * as risenFrom from './migrations/0042-risen-from.ts'
import * as whoseItWas from './migrations/0043-whose-it-was.ts'
import * as unheardCommands from './migrations/0048-unheard-commands.ts'

/** In order; each runs once, all of a start in one transaction, under kysely's lock. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-series': series,
  '0003-incidents': incidents,
  '0004-people': people,
  '0005-own-limits': ownLimits,
  '0006-console': console,
  '0008-kpi': kpi,
  '0011-administration': administration,
  '0012-person-history': personHistory,
  '0013-visit-plans': visitPlans,
  '0014-documents': documents,
  '0015-shift-changes': shiftChanges,
  '0018-recorded-figures': recordedFigures,
  '0007-escalation': escalation,
  '0021-first-password': firstPassword,
  '0022-gaps-by-time': gapsByTime,
  '0023-what-waits': whatWaits,
  '0025-order-of-names': orderOfNames,
  '0026-moved-turns': movedTurns,
  '0031-proof': proof,
  '0032-audited-visit': auditedVisit,
  '0033-missed-offers': missedOffers,
  '0036-who-is-named': whoIsNamed,
  '0034-misplaced': misplaced,
  '0035-since-when-a-device-is-whose': heldSince,
  '0037-planned-days': plannedDays,
  '0038-motion-by-time': motionByTime,
  '0039-where-somebody-lives': whereSomebodyLives,
  '0042-risen-from': risenFrom,
  '0043-whose-it-was': whoseItWas,
  '0048-unheard-commands': unheardCommands,
}

/** Brings the database to this version. Throws the migration's own error, naming which one failed. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    // Several are written side by side: a database may have a later one and lack an earlier, and none needs another's.
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  const failed = results?.find((result) => result.status === 'Error')
  if (failed !== undefined) throw new Error(`migration ${failed.migrationName} failed`, { cause: error })
  if (error !== undefined) throw error
}

/** Brings an empty database to these migrations exactly, as one was that has been backed up. Throws for an unknown one. */
export async function migrateTo(db: Database, names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !Object.hasOwn(migrations, name))
  if (unknown.length > 0) throw new Error(`made by a newer version of the hub: it knows ${unknown.join(', ')}`)
  const wanted = Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name)))
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => wanted } }).migrateToLatest()
  if (error !== undefined) throw error
}
