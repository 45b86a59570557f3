import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from './store/embedded/home.ts'

/**
 * A secret of the hub's own, made on the first start and kept in the data directory, readable by its owner alone. An empty
 * file is what a power cut leaves of one: it is made anew, and who was signed in signs in again.
 */
export async function keptSecret(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, name)
  await mkdir(dataDir, { recursive: true })
  const kept = await readFile(path, 'utf8').catch(unlessMissing)
  if (kept.trim() === '') writeWhole(path, randomBytes(32).toString('base64url'), 0o600)
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret.length < 32) throw new Error(`${path} is damaged: it holds fewer than 32 characters`)
  return secret
}

const unlessMissing = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
  throw error
}

/** The 48 bytes that seal TLS session tickets: one secret and one certificate give the same ones at every start. */
export const ticketKeysOf = (secret: string, certificate: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, certificate, 'carebell tls tickets', 48))
