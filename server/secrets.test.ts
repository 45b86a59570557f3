import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keptSecret } from './secrets.ts'

it('a secret is kept whole: made once, made anew when a power cut left nothing of it, never when it is damaged', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'carebell-secrets-'))
  const path = join(dataDir, 'session.secret')
  try {
    const first = await keptSecret(dataDir, 'session.secret')
    expect(first).toHaveLength(43)
    expect(await keptSecret(dataDir, 'session.secret')).toBe(first)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await writeFile(path, '')
    const anew = await keptSecret(dataDir, 'session.secret')
    expect(anew).toHaveLength(43)
    expect(anew).not.toBe(first)
    expect(await readdir(dataDir)).toEqual(['session.secret'])
    await writeFile(path, 'cut off')
    await expect(keptSecret(dataDir, 'session.secret')).rejects.toThrow('is damaged')
  } finally {
    await rm(dataDir, { recursive: true })
  }
})
