const most = 5

/** What there is to say of the parts of one message, in one line: the first few, and how many more. */
export const listed = (notes: readonly string[]): string =>
  notes.slice(0, most).join('; ') + (notes.length > most ? `; and ${notes.length - most} more` : '')
