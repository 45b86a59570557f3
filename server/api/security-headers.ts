import type { MiddlewareHandler } from 'hono'
import type { MapGround } from '../contract/map.ts'
import type { ApiEnv } from './deps.ts'

/**
 * What a browser may do with our pages. Styles may be inline, because Mantine writes them so; scripts may not.
 * Maps draw in a worker of their own; `mapOrigins` are where their ground comes from. Some browsers don't count a websocket as `self`: it is named.
 */
export function securityHeaders(https: boolean, mapOrigins: readonly string[] = []): MiddlewareHandler<ApiEnv> {
  const maps = mapOrigins.map((origin) => ` ${origin}`).join('')
  return async (c, next) => {
    await next()
    const host = c.req.header('host') ?? ''
    const sockets = /^[A-Za-z0-9.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : ''
    // What somebody uploaded says for itself what may be done with it: less.
    if (!c.res.headers.has('content-security-policy'))
      c.header(
        'content-security-policy',
        [
          "default-src 'self'",
          "style-src 'self' 'unsafe-inline'",
          `img-src 'self' data: blob:${maps}`,
          "font-src 'self' data:",
          `connect-src 'self'${sockets}${maps}`,
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

/** The origins a browser has to reach for the ground of its maps; none for the plain one. */
export function originsOf(ground: MapGround | undefined): string[] {
  const addresses = [ground?.style, ground?.tiles].filter((address) => typeof address === 'string')
  return [...new Set(addresses.map((address) => new URL(address).origin))]
}
