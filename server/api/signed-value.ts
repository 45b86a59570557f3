import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * What was signed, of `value.signature` as better-auth signs cookies: HMAC-SHA-256 by the secret, base64, also
 * percent-encoded. Null when the signature isn't ours, or the value is no token.
 */
export function signedValue(spoken: string, secret: string): string | null {
  const [value = '', signature = ''] = decoded(spoken).split('.')
  if (!/^[A-Za-z0-9]{16,128}$/.test(value)) return null
  const given = Buffer.from(signature, 'base64')
  const due = createHmac('sha256', secret).update(value).digest()
  return given.length === due.length && timingSafeEqual(given, due) ? value : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
