import { type Kysely, sql } from 'kysely'

/** Surnames that are read in another way than the same sign elsewhere, each behind one that sounds like it: 沈 is no chén. */
const surnames = '&神<沈 &增<曾 &善<单 &谢<解 &求<仇 &扎<查'

/**
 * How lists are sorted that people read: Chinese by pinyin, numbers by their value. Before PostgreSQL 16 a collation has no
 * rules of its own, and surnames are read like any sign; one that was built without ICU has no pinyin, and the same name
 * stands for the order of code points. No index uses it: an upgrade of ICU could change the order, and an index would go
 * on with the old one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`do $$ begin
      begin
        create collation by_name (provider = icu, locale = 'zh-u-co-pinyin-kn-true', rules = '[numericOrdering on] ${surnames}');
      exception when syntax_error then
        create collation by_name (provider = icu, locale = 'zh-u-co-pinyin-kn-true');
      end;
    exception when feature_not_supported or invalid_parameter_value then
      create collation by_name from "C";
    end $$`)
    .execute(db)
}
