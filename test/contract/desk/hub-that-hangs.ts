import { createJobs } from '../../../server/jobs/jobs.ts'
import { connect } from '../../../server/store/database.ts'
import { noTasks } from '../../harness/no-tasks.ts'

/** A hub of its own process that begins a job and never ends it; says so, and waits to be killed. */
const [url = ''] = process.argv.slice(2)
const { pool } = connect(url, { max: 6, onError: () => process.exit(1) })
await createJobs({
  pool,
  tasks: {
    ...noTasks,
    escalate: () => {
      process.stdout.write('begun\n')
      return new Promise(() => undefined)
    },
  },
  onError: () => process.exit(1),
}).start()
