import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../server/store/embedded/start.ts'

export type TestDatabase = { url: string; stop(): Promise<void> }

/**
 * A real, empty, private PostgreSQL on a free port, with the durability of the one that the hub starts for itself. It is
 * gone with its directory after `stop()`, and also when the test process is killed before that.
 */
export async function startDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carebell-test-'))
  await chmod(dataDir, 0o755) // as root, PostgreSQL runs under another account and has to get in
  const embedded = await startEmbedded({ dataDir, log: (line) => process.stderr.write(`${line}\n`) })
  const undertaker = clearUpWhenWeDie(dataDir, embedded.home)
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop()
      await Promise.all([dataDir, embedded.home].map((path) => rm(path, { recursive: true, force: true })))
      undertaker.kill('SIGKILL')
    },
  }
}

/** A shell that waits for the end of its input, which is ours to hold: however this process ends, it notices. */
function clearUpWhenWeDie(dataDir: string, home: string) {
  const script = 'read -r nothing; kill -QUIT "$(head -n 1 "$2/postgres/postmaster.pid")"; sleep 1; rm -rf "$1" "$2"'
  const shell = spawn('/bin/sh', ['-c', script, 'sh', dataDir, home], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.unref()
  return shell
}
