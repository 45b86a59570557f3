import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A clock that whoever is started with its environment goes by, and that can be put forward and back. */
export type SteppedClock = {
  environment: Record<string, string>
  /** Ahead of the machine's by so many ms from now on; each process hears of it within a second. */
  set(aheadMs: number): void
  /** A program that goes by this clock, for whoever starts it with an environment of their own. */
  wrap(program: string): string
}

const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu', '.']
  .map((directory) => join('/usr/lib', directory, 'faketime/libfaketimeMT.so.1'))
  .find((path) => existsSync(path))

const variable = 'FAKETIME_TIMESTAMP_FILE'

/** Runs this very command again, by a clock of its own, and ends with its exit code; returns where that has been done. */
export async function goBySteppedClock(): Promise<void> {
  if (process.env[variable] !== undefined) return
  const directory = mkdtempSync(join(tmpdir(), 'carebell-clock-'))
  chmodSync(directory, 0o755) // PostgreSQL runs under another account
  const clock = steppedClock(join(directory, 'ahead'))
  clock.set(0)
  const env = { ...process.env, ...clock.environment }
  const child = spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit', env })
  const [code] = (await once(child, 'exit')) as [number | null]
  rmSync(directory, { recursive: true, force: true })
  process.exit(code ?? 1)
}

/** The clock that this process goes by, when it is one that can be stepped. */
export function ownSteppedClock(): SteppedClock | null {
  const file = process.env[variable]
  return file === undefined ? null : steppedClock(file)
}

/** libfaketime (Debian: libfaketime) stands between these processes and the kernel. */
function steppedClock(file: string): SteppedClock {
  if (library === undefined) throw new Error('no library libfaketime (Debian: libfaketime)')
  const environment = {
    LD_PRELOAD: library,
    [variable]: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  }
  return {
    environment,
    set: (aheadMs) => writeFileSync(file, `${aheadMs < 0 ? '-' : '+'}${Math.abs(aheadMs) / 1000}`),
    wrap(program) {
      const script = join(dirname(file), 'wrapped')
      const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`)
      writeFileSync(script, ['#!/bin/sh', ...exports, `exec '${program}' "$@"`, ''].join('\n'))
      chmodSync(script, 0o755)
      return script
    },
  }
}
