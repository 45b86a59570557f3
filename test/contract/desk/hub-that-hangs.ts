import { createJobs } from '../../../server/jobs/jobs.ts'
import { connect } from '../../../server/store/database.ts'
import { noPeopleTasks } from '../../harness/no-people-tasks.ts'

/** A hub of its own process that begins a job and never ends it; says so, and waits to be killed. */
const [url = ''] = process.argv.slice(2)
const { pool } = connect(url, { max: 6, onError: () => process.exit(1) })
const never = async () => undefined
await createJobs({
  pool,
  tasks: {
    device_timer: never,
    escalate: () => {
      process.stdout.write('begun\n')
      return new Promise(() => undefined)
    },
    claim_idle: never,
    offer_expires: never,
    watch_incident: never,
    maintenance_ticket: never,
    ...noPeopleTasks,
    send_notice: never,
    tell: never,
    watch_staffing: never,
    tell_staffing: never,
  },
  onError: () => process.exit(1),
}).start()
