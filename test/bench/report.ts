import { mkdir, writeFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { type Figure, meets, table } from './figures.ts'

/** Figures as they come, so that a run that fails half-way has said what it knew. */
export type Report = {
  add(...figures: readonly Figure[]): void
  say(what: string): void
  /** Prints the table and writes JSON. */
  write(): Promise<void>
}

export function createReport(flags: readonly string[]): Report {
  const figures: Figure[] = []
  const startedAt = Date.now()
  const loadBefore = loadavg()[0] ?? 0
  return {
    add(...more) {
      figures.push(...more)
      for (const { name, value, unit } of more) console.log(`    ${name}: ${Number(value.toPrecision(4))} ${unit}`)
    },
    say(what) {
      console.log(`… ${what} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
    },
    async write() {
      const cores = cpus().length
      const load = `load average ${loadBefore.toFixed(1)} before`
      console.log(`\n${cores} cores, shared with the load generator and PostgreSQL; ${load}\n\n${table(figures)}\n`)
      await mkdir('bench-results', { recursive: true })
      const at = new Date(startedAt).toISOString()
      const file = `bench-results/${at.replaceAll(':', '-').slice(0, 19)}.json`
      const all = figures.map((figure) => ({ ...figure, met: meets(figure) }))
      await writeFile(file, JSON.stringify({ at, cores, loadBefore, flags, figures: all }, null, 2))
      console.log(`written to ${file}`)
    },
  }
}
