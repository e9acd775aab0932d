import { runMigrations } from 'bullmq'
import pg from 'pg'

/** Of its own, beside the record's `public`: its tables are BullMQ's business. */
export const JOB_SCHEMA = 'bullmq'

/** Arbitrary and fixed: two that grant on one table at once would collide. */
const GRANT_LOCK = 7_021_903_117

/**
 * Creates or upgrades BullMQ's schema; BullMQ never does so by itself. Run with `migrate`, as the same login: the
 * worker gets the use of the tables, and CREATE because BullMQ keeps a sequence per queue.
 */
export async function migrateJobQueue(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'countersign-migrate' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [GRANT_LOCK])
    await runMigrations(client, JOB_SCHEMA)
    await client.query(`
      GRANT USAGE, CREATE ON SCHEMA ${JOB_SCHEMA} TO countersign_worker;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${JOB_SCHEMA} TO countersign_worker;
      GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${JOB_SCHEMA} TO countersign_worker;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${JOB_SCHEMA} TO countersign_worker;
    `)
  } finally {
    await client.end()
  }
}
