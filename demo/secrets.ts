import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Kept = z.object({ key: z.string().min(32), seed: z.int() })

export type Secrets = {
  /** The password somebody of the demo signs in with; the same on every start. */
  passwordOf(email: string): string
  secretOf(deviceId: string): string
}

/**
 * One random key beside the demo's data, from which every password and device secret follows: made on the first
 * start, found again on the next. Throws when the folder belongs to a neighbourhood of another seed.
 */
export const openSecrets = (dataDir: string, seed: number): Secrets => {
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'demo.json')
  const kept = readKept(file) ?? { key: randomBytes(32).toString('hex'), seed }
  if (kept.seed !== seed)
    throw new Error(`${dataDir} is the home of seed ${kept.seed}: set HUB_DATA_DIR to another folder for seed ${seed}`)
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 })
  const derive = (text: string) => createHmac('sha256', kept.key).update(text).digest()
  return {
    passwordOf: (email) => readable(derive(`password ${email}`)),
    secretOf: (deviceId) => derive(`device ${deviceId}`).toString('base64url'),
  }
}

const readKept = (file: string): z.infer<typeof Kept> | null => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return null
  }
  return Kept.parse(JSON.parse(text))
}

/** Twelve letters and digits nobody mistakes for one another, in threes: some 58 bits. */
const readable = (bytes: Buffer): string =>
  [...bytes.subarray(0, 12)]
    .map((byte, i) => `${i > 0 && i % 3 === 0 ? '-' : ''}${'abcdefghjkmnpqrstuvwxyz23456789'[byte % 31]}`)
    .join('')
