import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Why processes can't be traced here; null when they can. */
export function whyNoStrace(): string | null {
  if (process.platform !== 'linux') return 'strace is a Linux program'
  const sleeper = spawn('sleep', ['20'], { stdio: 'ignore' })
  const tried = spawnSync('timeout', ['2', 'strace', '-e', 'trace=none', '-p', String(sleeper.pid)], {
    encoding: 'utf8',
  })
  sleeper.kill('SIGKILL')
  if (tried.error !== undefined) return tried.error.message
  return /attached/.test(tried.stderr) ? null : tried.stderr.trim() || 'strace did not attach'
}

export type Trace = { lines: string[]; stop(): Promise<void> }

/** Attached when this resolves. Lines are in the order in which the calls began and ended, over all the processes. */
export async function strace(options: readonly string[], pids: readonly number[]): Promise<Trace> {
  const child: ChildProcess = spawn('strace', ['-f', ...options, ...pids.flatMap((pid) => ['-p', String(pid)])], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (child.stderr === null) throw new Error('strace says nothing')
  const lines: string[] = []
  const attached = new Set<number>()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const reader = createInterface({ input: child.stderr, crlfDelay: Number.POSITIVE_INFINITY })
  reader.on('line', (line) => {
    lines.push(line)
    const pid = Number(/^strace: Process (\d+) attached/.exec(line)?.[1])
    if (pids.includes(pid)) attached.add(pid)
    if (attached.size === pids.length) resolve()
  })
  const closed = once(child, 'close')
  child.once('exit', () => reject(new Error(`strace ended:\n${lines.slice(-5).join('\n')}`)))
  await promise
  return {
    lines,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
      await closed
    },
  }
}
