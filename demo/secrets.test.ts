import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecrets } from './secrets.ts'

describe('the secrets of the demo', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'carebell-demo-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('are the same on the next start, different for everybody, and of nobody else to read', () => {
    const first = openSecrets(dir, 1)
    const second = openSecrets(dir, 1)
    expect(second.passwordOf('a@example.org')).toBe(first.passwordOf('a@example.org'))
    expect(second.secretOf('call-001')).toBe(first.secretOf('call-001'))
    expect(first.passwordOf('b@example.org')).not.toBe(first.passwordOf('a@example.org'))
    expect(first.passwordOf('a@example.org')).toMatch(/^([a-z2-9]{3}-){3}[a-z2-9]{3}$/)
    expect(statSync(join(dir, 'demo.json')).mode & 0o077).toBe(0)
  })

  it('are not those of another demo', () => {
    const other = mkdtempSync(join(tmpdir(), 'carebell-demo-'))
    expect(openSecrets(other, 1).secretOf('call-001')).not.toBe(openSecrets(dir, 1).secretOf('call-001'))
    rmSync(other, { recursive: true })
  })

  it('refuse to mix two neighbourhoods in one folder', () => {
    openSecrets(dir, 1)
    expect(() => openSecrets(dir, 2)).toThrow(`${dir} is the home of seed 1`)
  })
})
