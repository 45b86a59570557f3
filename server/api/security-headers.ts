import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from './deps.ts'

/**
 * What a browser may do with our pages. Styles may be inline, because Mantine writes them so; scripts may not.
 * Maps draw in a worker of their own. Some browsers don't count a websocket as `self`: it is named.
 */
export function securityHeaders(https: boolean): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next()
    const host = c.req.header('host') ?? ''
    const sockets = /^[A-Za-z0-9.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
    c.header(
      'content-security-policy',
      [
        "default-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        `connect-src 'self'${sockets}`,
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ].join('; '),
    )
    c.header('x-content-type-options', 'nosniff')
    c.header('x-frame-options', 'DENY')
    c.header('referrer-policy', 'same-origin')
    c.header('cross-origin-opener-policy', 'same-origin')
    c.header('cross-origin-resource-policy', 'same-origin')
    c.header('permissions-policy', 'camera=(self), geolocation=(self), microphone=()')
    if (https) c.header('strict-transport-security', 'max-age=31536000')
  }
}
