import type { TimelineEntry } from '../../../server/contract/alerts.ts'

/**
 * The entries worth reading: that a notice or a command was on its way is left out once it is known how that ended, unless
 * it says who wanted that. Order is kept.
 */
export function chapters(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const ended = new Set(entries.filter(({ type }) => endings.has(type)).map(errand))
  return entries.filter(
    (entry) => !beginnings.has(entry.type) || entry.data.asked === true || !ended.has(errand(entry)),
  )
}

const beginnings: ReadonlySet<string> = new Set(['notice.queued', 'command.queued'])
const endings: ReadonlySet<string> = new Set(['notice.sent', 'notice.failed', 'notice.skipped', 'command.delivered'])

const errand = ({ type, alertId, data }: TimelineEntry): string =>
  [type.split('.')[0], alertId, data.contactId, data.about, data.commandId, data.command ?? data.type].join(' ')
