import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

const wanted = 200_000

/** How many files and connections this process, and whatever it starts, may hold open. */
export async function openFilesAtMost(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0)
}

/**
 * Runs this very command again under a higher limit of open files where that is permitted, and ends with its exit code.
 * Returns when the limit is high enough already or can't be raised.
 */
export async function raiseOpenFiles(): Promise<void> {
  if ((await openFilesAtMost()) >= wanted || process.argv.includes('--limit-tried')) return
  const raised = `ulimit -n ${wanted} 2>/dev/null || ulimit -n $(ulimit -Hn); exec "$@"`
  const command = [process.execPath, ...process.argv.slice(1), '--limit-tried']
  const child = spawn('/bin/sh', ['-c', raised, 'sh', ...command], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exit(code ?? 1)
}
