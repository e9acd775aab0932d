import type { Logger } from 'pino'
import { createKinds } from '../kinds.ts'
import type { Settings } from '../platform/config/settings.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { databaseUrlOf } from '../process-settings.ts'
import { readPaper } from '../sandbox/read-paper.ts'
import { runAutomaticPeople } from '../sandbox/run-automatic-people.ts'
import type { Running } from './running.ts'

/** The sandbox's automatic people: clients of the API like any other, who read the record in place of an invoice. */
export async function runSandbox(settings: Settings, logger: Logger): Promise<Running> {
  const kinds = createKinds(settings.profile)
  const stopping = new AbortController()
  const db = createDatabase({
    url: databaseUrlOf(settings),
    role: 'api',
    max: 2,
    onError: (error) => logger.warn(error, 'database connection'),
  })
  const running = runAutomaticPeople({
    profile: settings.profile,
    site: { origin: settings.publicOrigin },
    dataDir: settings.dataDir,
    paperOf: (subject) => readPaper(db, kinds, subject),
    signal: stopping.signal,
    onError: (error, email) => logger.warn({ err: error, email }, 'automatic person'),
  })
  return {
    async stop() {
      stopping.abort()
      await running
      await db.destroy()
    },
  }
}
