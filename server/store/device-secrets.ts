import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** How a device's secret is kept: salted SHA-256, see docs/adr/0006. */
export type StoredSecret = { salt: Buffer; hash: Buffer }

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const secretLength = 32

/** A secret of 32 characters, each of 62: 190 bits. Bytes past the last multiple of 62 are drawn again. */
export function newSecret(): string {
  let secret = ''
  while (secret.length < secretLength)
    for (const byte of randomBytes(secretLength))
      if (byte < 248 && secret.length < secretLength) secret += alphabet.charAt(byte % 62)
  return secret
}

/** What is kept of a secret; the secret itself is not. */
export function storeSecret(secret: string): StoredSecret {
  const salt = randomBytes(16)
  return { salt, hash: digest(salt, secret) }
}

/** Whether this is the secret that was stored, in the same time for a near miss as for a wild guess. */
export function verifySecret(secret: string, stored: StoredSecret): boolean {
  const hash = digest(stored.salt, secret)
  return hash.length === stored.hash.length && timingSafeEqual(hash, stored.hash)
}

const digest = (salt: Buffer, secret: string): Buffer => createHash('sha256').update(salt).update(secret).digest()
