import type { Placeholder } from '../../../../../server/contract/message-templates.ts'

/** As in server/contract/message-templates.ts, which decides. */
export const placeholders = [
  'contact',
  'resident',
  'what',
  'when',
  'cancelled',
  'doing',
  'outcome',
  'url',
] as const satisfies readonly Placeholder[]
