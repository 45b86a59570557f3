import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A secret of the hub's own, made on the first start and kept in the data directory, readable by its owner alone. */
export async function keptSecret(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, name)
  await mkdir(dataDir, { recursive: true })
  try {
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const secret = (await readFile(path, 'utf8')).trim()
  if (secret.length < 32) throw new Error(`${path} is damaged: it holds fewer than 32 characters`)
  return secret
}

/** The 48 bytes that seal TLS session tickets: one secret and one certificate give the same ones at every start. */
export const ticketKeysOf = (secret: string, certificate: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, certificate, 'carebell tls tickets', 48))
