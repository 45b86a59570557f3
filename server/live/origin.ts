/**
 * Whether a connection may use its cookie: browsers name the page's origin when they open a WebSocket, and don't keep
 * pages of other sites from opening one. Programs that are no browsers name none, and have no cookies to lend.
 */
export function fromOurPage(origin: string | undefined, host: string | undefined, others: readonly string[]): boolean {
  if (origin === undefined) return true
  if (others.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
