/** For the database, browsers, the log and files of the hub's own; and for what a gateway process needs beside devices. */
const keptFree = { hub: 1_000, gatewayProcess: 100 }

/**
 * How many devices one process that holds connections has room for under its limit of open files. A hub that used them
 * all up could not open a connection to its database again.
 */
export function roomForConnections(gatewayProcesses: number): number {
  const limit = openFilesAtMost()
  const free = gatewayProcesses === 0 ? keptFree.hub : keptFree.gatewayProcess
  return Math.max(limit - free, Math.floor(limit / 2))
}

/** Node raises its own soft limit to the hard one when it starts. Infinity where the system sets none or tells none. */
function openFilesAtMost(): number {
  // Else it would look up a name for every address of the machine.
  Object.assign(process.report, { excludeNetwork: true })
  const report: unknown = process.report.getReport()
  const limit = field(field(field(report, 'userLimits'), 'open_files'), 'soft')
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
