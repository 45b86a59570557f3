import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export type Measured = {
  ingest(): {
    waiting: number
    away: string | null
    committed: number
    batches: number
    setAside: Readonly<Record<string, number>>
  }
  gateway(): { connections: number; received: number; refused: number; acknowledged: number; signInFailures: number }
  browsers(): number
  devices(): number
  /** Of the last backup, in seconds; null when there is none. */
  backupAge(): number | null
  /** How far the database's clock is ahead of the hub's, ms; null until it is known. */
  clockAhead(): number | null
  /** Devices and residents whose last edit can't be read. */
  unread(): number
  /** Jobs that failed as often as they may, by task. Rejects when the database can't be asked. */
  failedJobs(): Promise<readonly { task: string; count: number }[]>
  /** Null while readings stay in PostgreSQL. */
  spool: (() => { waiting: number; refused: number; away: string | null }) | null
}

/** What Prometheus reads from /metrics; everything is looked up when it asks. */
export function createMetrics(measured: Measured): { text(): Promise<string> } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(value())
      },
    })

  gauge('carebell_messages_waiting', 'Messages received and not yet durable', () => measured.ingest().waiting)
  gauge('carebell_database_away', '1 while the database can not be written', () =>
    measured.ingest().away === null ? 0 : 1,
  )
  counter('carebell_messages_committed_total', 'Messages that became durable', () => measured.ingest().committed)
  counter('carebell_commits_total', 'Group commits', () => measured.ingest().batches)
  gauge('carebell_device_connections', 'Devices connected now', () => measured.gateway().connections)
  counter('carebell_messages_received_total', 'Messages from devices', () => measured.gateway().received)
  counter(
    'carebell_messages_refused_total',
    'Messages kept in quarantine by the gateway',
    () => measured.gateway().refused,
  )
  new Counter({
    name: 'carebell_messages_set_aside_total',
    help: 'Messages that could not be read, or not all of them, or whose clock was ahead, by code; beside those the gateway refused',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [code, count] of Object.entries(measured.ingest().setAside)) this.inc({ code }, count)
    },
  })
  counter('carebell_messages_acknowledged_total', 'PUBACKs sent', () => measured.gateway().acknowledged)
  counter(
    'carebell_device_sign_in_failures_total',
    'Devices turned away at sign-in',
    () => measured.gateway().signInFailures,
  )
  gauge('carebell_devices', 'Devices registered', () => measured.devices())
  gauge('carebell_browsers', 'Live connections of browsers', () => measured.browsers())
  gauge(
    'carebell_backup_age_seconds',
    'Age of the last backup; NaN when there is none',
    () => measured.backupAge() ?? Number.NaN,
  )
  gauge(
    'carebell_database_clock_ahead_seconds',
    "How far the database's clock is ahead of the hub's; negative when behind",
    () => (measured.clockAhead() ?? Number.NaN) / 1000,
  )
  gauge('carebell_unread_edits', 'Devices and residents whose last edit can not be read', measured.unread)
  new Gauge({
    name: 'carebell_jobs_failed',
    help: 'Jobs that failed as often as they may and are not tried again, by task; as last known while the database is away',
    labelNames: ['task'],
    registers: [registry],
    async collect() {
      const failed = await measured.failedJobs().catch(() => null)
      if (failed === null) return
      this.reset()
      for (const { task, count } of failed) this.set({ task }, count)
    },
  })
  const { spool } = measured
  if (spool !== null) {
    gauge('carebell_spool_readings', 'Readings that wait for InfluxDB', () => spool().waiting)
    gauge('carebell_refused_readings', 'Readings that InfluxDB refused, set aside', () => spool().refused)
    gauge('carebell_influx_away', '1 while InfluxDB takes no readings', () => (spool().away === null ? 0 : 1))
  }
  return { text: () => registry.metrics() }
}
