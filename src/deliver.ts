import type { Logger } from 'pino'
import type { Settings } from './platform/config/settings.ts'
import type { Keyring } from './platform/keyring.ts'
import type { Db } from './platform/postgres/database.ts'
import type { JobQueue } from './platform/queue/job-queue.ts'
import type { Delivery } from './platform/relay-outbox.ts'
import { fanOutEvent } from './release/webhooks/fan-out-event.ts'
import { startWebhooks } from './release/webhooks/start-webhooks.ts'

export interface Deliverer {
  readonly db: Db
  readonly jobs: JobQueue
  readonly keyring: Keyring
  readonly settings: Settings
  readonly logger: Logger
  readonly startConsent: (subjectId: string) => Promise<void>
}

/** Where each kind of outbox message goes. */
export function deliverer({ db, jobs, keyring, settings, startConsent }: Deliverer): (message: Delivery) => Promise<void> {
  startWebhooks({ db, jobs, keyring, settings })
  return async (message) => {
    switch (message.kind) {
      case 'event':
        return fanOutEvent({ db, jobs }, message.event)
      case 'workflow':
        return startConsent(message.subjectId)
      case 'mail':
    }
  }
}
