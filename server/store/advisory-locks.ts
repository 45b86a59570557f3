/**
 * The keys of the locks that everybody of one database shares. One space: two names with one key wait for each other for
 * nothing, or in a ring. (What a pool of workers holds while it lives is in a space of two keys: jobs/liveness.ts.)
 */
export const advisoryLocks = {
  /** Whoever writes the timeline holds this until commit, so that sequence numbers become visible in order. */
  timeline: 20_260_001,
  /**
   * The desk's transactions wait for one another here, and one at a time for the timeline's lock. PostgreSQL hands a lock
   * round in the order in which it was asked for: without this a press waits behind everything that is due just then.
   */
  deskTurn: 20_260_002,
  /** One hub at a time rolls up readings and drops what is no longer kept. */
  housekeeping: 20_260_003,
  /** One hub at a time sends the spool to InfluxDB. */
  drain: 20_260_004,
  /** Two hubs that make the same partition at once would both find it missing. */
  partition: 20_260_005,
  /** Two hubs that start on an empty database make one first administrator. */
  firstStart: 20_260_006,
  /** A backup reads (shared), or partitions are taken out (alone): taking one out waits for whoever reads its table. */
  backup: 20_260_007,
  /** One hub at a time is on a database: held by its own session while it lives (only-hub.ts). */
  onlyHub: 20_260_008,
  /** One look at the staffing at a time. */
  staffing: 20_260_017,
} as const
