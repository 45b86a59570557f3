/**
 * Everything that is checked, in one run: types, lint, then the tests from the smallest to the largest. A failure doesn't
 * stop the rest. The last line is `N passed, N failed`, and the status is 0 only when nothing failed.
 *
 *   npm test                      all of it
 *   npm test -- unit browser      some of it
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type Counts, readReport } from './report.ts'

type Check = { name: string; run(): Promise<Counts> }

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
/** Node reads the configuration itself: the checkout may belong to somebody else. */
const noScratch = ['--configLoader', 'native']
const workers = Math.max(2, availableParallelism() - 1)
let running: ChildProcess | null = null
let stopped = false

const checks: Check[] = [
  { name: 'types', run: () => passOrFail([bin('tsc'), '-p', root]) },
  { name: 'types of the dashboard', run: () => passOrFail([bin('tsc'), '-p', join(root, 'dashboard')]) },
  { name: 'lint', run: () => passOrFail([bin('biome'), 'check']) },
  ...['unit', 'contract', 'scenarios', 'faults', 'browser'].map((name) => ({ name, run: () => vitest(name) })),
]

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stopped = true
    stop(name)
  })
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0) {
  console.error(`no such check: ${unknown.join(', ')}. There are: ${checks.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const scratch = mkdtempSync(join(tmpdir(), 'carebell-report-'))
const startedAt = performance.now()
const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const summaries: string[] = []
const failures: string[] = []
for (const check of checks) {
  if (stopped || (wanted.length > 0 && !wanted.includes(check.name))) continue
  console.log(`\n== ${check.name}`)
  const from = performance.now()
  const counts = await check.run()
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
  failures.push(...(counts.failures ?? []))
  const summary = `${check.name}: ${counts.note ?? sentence(counts)} in ${seconds(from)}`
  summaries.push(summary)
  console.log(summary)
}
rmSync(scratch, { recursive: true, force: true })

for (const failure of failures) console.log(`\nFAILED ${failure}`)
console.log(`\n${summaries.join('\n')}\n${stopped ? 'stopped' : 'all of it'} after ${seconds(startedAt)}`)
console.log(sentence(total))
process.exitCode = total.failed > 0 || stopped ? 1 : 0

async function passOrFail(command: string[]): Promise<Counts> {
  const status = await runProgram(command)
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

async function vitest(project: string): Promise<Counts> {
  const file = join(scratch, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  // One file at a time where tests kill what they started or measure time: another would be their noise.
  // The others wait most of their time; two at once halve it even on two cores, where vitest alone would run one.
  const order = ['unit', 'contract'].includes(project) ? [`--maxWorkers=${workers}`] : ['--no-file-parallelism']
  const options = ['--passWithNoTests', ...noScratch, ...order, ...reporters]
  const status = await runProgram([bin('vitest'), 'run', '--project', project, ...options])
  return readReport(readText(file), status)
}

/** In a session of its own, so that a stop reaches the whole family. The exit status; a signal counts as 1. */
async function runProgram([program = '', ...args]: string[]): Promise<number> {
  const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  running = child
  const { promise, resolve } = Promise.withResolvers<number>()
  child.once('error', (error) => {
    console.error(error.message)
    resolve(1)
  })
  child.once('exit', (status) => resolve(status ?? 1))
  const status = await promise
  running = null
  return status
}

function stop(signal: NodeJS.Signals): void {
  const pid = running?.pid
  if (pid === undefined) return
  process.kill(-pid, signal)
  setTimeout(() => running?.pid === pid && process.kill(-pid, 'SIGKILL'), 10_000).unref()
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function seconds(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`
}
