import { readSettings } from '../platform/config/settings.ts'
import { migrate } from '../platform/postgres/migrate.ts'
import { migrateJobQueue } from '../platform/queue/migrate-job-queue.ts'
import { databaseUrlOf } from '../process-settings.ts'

/** Brings the database to this version, as its owner. */
export async function migrateAll(env: NodeJS.ProcessEnv): Promise<void> {
  const url = databaseUrlOf(readSettings(env, 'migrate'))
  await migrate(url)
  await migrateJobQueue(url)
  console.log('the database is up to date')
}
