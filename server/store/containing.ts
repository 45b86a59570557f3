/** A pattern for `like` that finds a text anywhere, whatever is in it. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
