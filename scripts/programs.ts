import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'

const running = new Set<ChildProcess>()

/**
 * Runs a program in a session of its own, so that a stop reaches the whole family. With `output` what it prints goes into
 * that file, otherwise to ours. The exit status; a signal counts as 1.
 */
export async function runProgram(
  [program = '', ...args]: string[],
  { cwd, env, output }: { cwd: string; env: NodeJS.ProcessEnv; output: string | null },
): Promise<number> {
  const to = output === null ? 'inherit' : openSync(output, 'a')
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', to, to], detached: true })
  if (typeof to === 'number') closeSync(to)
  running.add(child)
  const { promise, resolve } = Promise.withResolvers<number>()
  child.once('error', (error) => {
    console.error(error.message)
    resolve(1)
  })
  child.once('exit', (status) => resolve(status ?? 1))
  const status = await promise
  running.delete(child)
  return status
}

/** Ends every program that still runs, with what it started; after ten seconds for good. */
export function stopPrograms(signal: NodeJS.Signals): void {
  for (const child of running) {
    const { pid } = child
    if (pid === undefined) continue
    process.kill(-pid, signal)
    setTimeout(() => running.has(child) && process.kill(-pid, 'SIGKILL'), 10_000).unref()
  }
}

/** The text of a file, or null when there is none. */
export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
