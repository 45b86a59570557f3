/**
 * Everything that is checked, in one run: types, lint, then the tests from the smallest to the largest. The lanes of one
 * row run side by side, since each waits for much of its time; what measures time stands in a row of its own. A failure
 * doesn't stop the rest. The last line is `N passed, N failed`, and the status is 0 only when nothing failed.
 *
 *   npm test                      all of it
 *   npm test -- unit browser      some of it
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { readText, runProgram, stopPrograms } from './programs.ts'
import { type Counts, readReport } from './report.ts'

/** `output`: where it prints, for a check that runs beside another one; null: on our own. */
type Check = { name: string; run(output: string | null): Promise<Counts> }

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const env = { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}` }
const cores = Math.max(2, availableParallelism())

/** Row by row, the lanes of a row side by side, the checks of a lane in turn. */
const rows: Check[][][] = [
  [
    [{ name: 'types', run: passOrFail(bin('tsc'), '-p', root) }],
    [{ name: 'types of the dashboard', run: passOrFail(bin('tsc'), '-p', join(root, 'dashboard')) }],
    [{ name: 'lint', run: passOrFail(bin('biome'), 'check') }],
  ],
  // Faults one file at a time: they kill what they started, and another one's load would be their noise.
  [
    [vitest('unit', cores), vitest('contract', cores)],
    [vitest('faults', 1), vitest('scenarios', 1)],
  ],
  [[vitest('browser', 2)]],
  [[vitest('timed', 1)]],
]
const checks = rows.flat(2)

let stopped = false
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    stopped = true
    stopPrograms(name)
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
for (const row of rows) {
  if (stopped) break
  await runRow(row.map((lane) => lane.filter(({ name }) => wanted.length === 0 || wanted.includes(name))))
}
rmSync(scratch, { recursive: true, force: true })

for (const failure of failures) console.log(`\nFAILED ${failure}`)
console.log(`\n${summaries.join('\n')}\n${stopped ? 'stopped' : 'all of it'} after ${seconds(startedAt)}`)
console.log(sentence(total))
process.exitCode = total.failed > 0 || stopped ? 1 : 0

/** Only the first lane prints as it goes; what the others printed follows, each check in one piece. */
async function runRow(row: Check[][]): Promise<void> {
  const lanes = row.map(async (lane, at) => {
    const ended: Ended[] = []
    for (const check of lane) {
      if (stopped) break
      if (at === 0) console.log(`\n== ${check.name}`)
      const output = at === 0 ? null : join(scratch, `${check.name}.out`)
      const from = performance.now()
      const counts = await check.run(output)
      const one = { name: check.name, output, counts, took: seconds(from) }
      if (at === 0) report(one)
      else ended.push(one)
    }
    return ended
  })
  for (const lane of lanes) for (const one of await lane) report(one)
}

type Ended = { name: string; output: string | null; counts: Counts; took: string }

function report({ name, output, counts, took }: Ended): void {
  if (output !== null) console.log(`\n== ${name}\n${readText(output) ?? ''}`)
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key]
  failures.push(...(counts.failures ?? []))
  const summary = `${name}: ${counts.note ?? sentence(counts)} in ${took}`
  summaries.push(summary)
  console.log(summary)
}

function passOrFail(...command: string[]): Check['run'] {
  return async (output) => {
    const status = await runProgram(command, { cwd: root, env, output })
    return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
  }
}

/** One project of vitest.config.ts, at most so many of its files at once. */
function vitest(project: string, atOnce: number): Check {
  return {
    name: project,
    async run(output) {
      const file = join(scratch, `${project}.json`)
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      const order = atOnce === 1 ? '--no-file-parallelism' : `--maxWorkers=${atOnce}`
      // Node reads the configuration itself: the checkout may belong to somebody else.
      const options = ['--passWithNoTests', '--configLoader', 'native', order, ...reporters]
      const status = await runProgram([bin('vitest'), 'run', '--project', project, ...options], {
        cwd: root,
        env,
        output,
      })
      return readReport(readText(file), status)
    },
  }
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function seconds(from: number): string {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`
}
