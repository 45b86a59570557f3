import { type Kysely, sql } from 'kysely'

/**
 * How lists are sorted that people read: Chinese by pinyin, numbers by their value. A PostgreSQL built without ICU has no
 * pinyin; there the same name stands for the order of code points. No index uses it: an upgrade of ICU could change
 * the order, and an index would go on with the old one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`do $$ begin
      create collation by_name (provider = icu, locale = 'zh-u-co-pinyin-kn-true');
    exception when feature_not_supported or invalid_parameter_value then
      create collation by_name from "C";
    end $$`)
    .execute(db)
}
