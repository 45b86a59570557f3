import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHub } from './hub.ts'

describe('a hub that can not start', () => {
  it('says why, in its own words, at once', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'carebell-demo-'))
    const environment = { HUB_LOG_LEVEL: 'loud' }
    await expect(startHub({ dataDir, httpPort: 1, mqttPort: 1, environment })).rejects.toThrow(
      /^the hub did not start \(status 1: .*HUB_LOG_LEVEL/,
    )
    rmSync(dataDir, { recursive: true })
  }, 30_000)
})
