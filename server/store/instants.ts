/** An instant as the API writes it. */
export const iso = (date: Date | null): string | null => (date === null ? null : date.toISOString())
/** Epoch ms as a column takes it. */
export const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))
