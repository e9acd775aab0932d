/** The bare workflow's worker, in a process of its own as ours is: `DATABASE_URL TEMPORAL_ADDRESS TASK_QUEUE`. */
import { join } from 'node:path'
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker'
import { Pool } from 'pg'
import type { BareActivities } from './workflow.ts'

const { DATABASE_URL, TEMPORAL_ADDRESS, TASK_QUEUE = 'bare' } = process.env
if (DATABASE_URL === undefined || TEMPORAL_ADDRESS === undefined) throw new Error('Set DATABASE_URL, TEMPORAL_ADDRESS')

const pool = new Pool({ connectionString: DATABASE_URL, max: 20 })
await pool.query(
  `CREATE TABLE IF NOT EXISTS bare_approvals (order_id text, approver text, at timestamptz NOT NULL DEFAULT now(),
   PRIMARY KEY (order_id, approver))`,
)
const activities: BareActivities = {
  async recordApproval(orderId, approver) {
    const { rowCount } = await pool.query(
      'INSERT INTO bare_approvals (order_id, approver) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [orderId, approver],
    )
    return rowCount ?? 0
  },
}
const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS })
const worker = await Worker.create({
  connection,
  taskQueue: TASK_QUEUE,
  workflowBundle: await bundleWorkflowCode({ workflowsPath: join(import.meta.dirname, 'workflow.ts') }),
  activities,
  maxCachedWorkflows: 1000,
})
process.once('SIGTERM', () => worker.shutdown())
console.log('bare worker ready')
await worker.run()
await connection.close()
await pool.end()
