const dayMs = 86_400_000

/** The last 30 days up to now, as the hub wants a time. */
export const lastMonth = (now: number): { from: string; to: string } => ({
  from: new Date(now - 30 * dayMs).toISOString(),
  to: new Date(now).toISOString(),
})
