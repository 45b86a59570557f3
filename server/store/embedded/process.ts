import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** True while the process runs. One that ended and waits to be collected by its parent is gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false
  }
  return statFields(pid)?.[0] !== 'Z'
}

/** Tells a process from a later one that was given the same id: when it began, on which boot. Null when it is gone. */
export function birthMark(pid: number): string | null {
  if (process.platform === 'linux') {
    const startedAt = statFields(pid)?.[19]
    return startedAt === undefined
      ? null
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startedAt}`
  }
  return ps(pid, 'lstart')
}

/** The command line as the system shows it, arguments joined by a space; null when the process is gone. */
export function commandLine(pid: number): string | null {
  if (process.platform !== 'linux') return ps(pid, 'command')
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return null
  }
}

/** Sends a signal; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Fields of /proc/<pid>/stat from the state on: the name before them may hold spaces and brackets. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function ps(pid: number, column: string): string | null {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
