import { clockFaults } from './clock-faults.ts'
import { crowdFaults } from './crowd-faults.ts'
import { diskFaults } from './disk-faults.ts'
import type { Fault } from './fault.ts'
import { hubFaults } from './hub-faults.ts'
import { influxFaults } from './influx-faults.ts'
import { lineFaults } from './line-faults.ts'
import { outgoingFaults } from './outgoing-faults.ts'
import { postgresFaults } from './postgres-faults.ts'
import { sessionFaults } from './session-faults.ts'

/** In an order that stays: a seed picks by it. */
export const faults: readonly Fault[] = [
  ...hubFaults,
  ...postgresFaults,
  ...sessionFaults,
  ...diskFaults,
  ...lineFaults,
  ...outgoingFaults,
  ...crowdFaults,
  ...influxFaults,
  ...clockFaults,
]
