import { type RawBuilder, sql } from 'kysely'

/** A column of names or ids as people look for them: Chinese by pinyin, `button-2` before `button-10`. */
export const byName = (column: string): RawBuilder<string> => sql<string>`${sql.ref(column)} collate by_name`
