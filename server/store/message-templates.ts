import type { ActorRef } from '../contract/alerts.ts'
import type { MessageText, TextVersion } from '../contract/message-templates.ts'
import type { Database } from './database.ts'
import type { NoticeAbout } from './jobs.ts'

/** The text somebody wrote for this; null while the one in the code holds. */
export async function current(db: Database, about: NoticeAbout, language: 'zh' | 'en'): Promise<MessageText | null> {
  const [latest] = await versions(db, about, language, 1)
  return latest?.text ?? null
}

/** What it said and who said so, the latest first. */
export async function versions(
  db: Database,
  about: NoticeAbout,
  language: 'zh' | 'en',
  limit: number,
): Promise<TextVersion[]> {
  const rows = await db
    .selectFrom('message_template')
    .selectAll()
    .where('about', '=', about)
    .where('language', '=', language)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    version: row.version,
    text: row.subject === null || row.body === null ? null : { subject: row.subject, body: row.body },
    changedAt: row.changed_at.toISOString(),
    changedBy: row.changed_by,
  }))
}

/** Another version; null goes back to the text in the code. Of two that write at once one is refused as a duplicate. */
export async function add(
  db: Database,
  { about, language }: { about: NoticeAbout; language: 'zh' | 'en' },
  { text, by, at }: { text: MessageText | null; by: ActorRef; at: number },
): Promise<void> {
  const [latest] = await versions(db, about, language, 1)
  await db
    .insertInto('message_template')
    .values({
      about,
      language,
      version: (latest?.version ?? 0) + 1,
      subject: text?.subject ?? null,
      body: text?.body ?? null,
      changed_at: new Date(at),
      changed_by: JSON.stringify(by),
    })
    .execute()
}
