import type { Database } from '../database.ts'
import { createDrain, type Drain } from './drain.ts'
import { createHousekeeping } from './housekeeping.ts'
import type { InfluxOptions } from './influx/options.ts'
import { influxSeries } from './influx/read.ts'
import { createInfluxWriter } from './influx/write.ts'
import { type TimeSeries, timeSeries } from './series.ts'

type Deps = {
  db: Database
  now(): number
  log: { info(about: object, message: string): void; warn(about: object, message: string): void }
}

/** Where readings are asked for, and what has to run in the background for that. */
export type OpenSeries = { series: TimeSeries; spool: Drain['status'] | null; start(): void; stop(): Promise<void> }

/** The time series in PostgreSQL, with its housekeeping; or in InfluxDB, with the drain of the spool before it. */
export function openSeries(influx: InfluxOptions | null, deps: Deps): OpenSeries {
  if (influx === null) return { series: timeSeries(deps.db), spool: null, ...createHousekeeping(deps) }
  const { start, stop, status } = createDrain({ ...deps, writer: createInfluxWriter(influx) })
  return { series: influxSeries(influx), spool: status, start, stop }
}
