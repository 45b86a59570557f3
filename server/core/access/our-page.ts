/**
 * Whether a connection, or a request that changes something, may use its cookie: browsers name the page's origin with
 * both, and send the cookie also for pages of the same host on another port. Programs that are no browsers name none, and
 * have no cookies to lend.
 */
export function fromOurPage(origin: string | undefined, host: string | undefined, others: readonly string[]): boolean {
  if (origin === undefined) return true
  if (others.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
