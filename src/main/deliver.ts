import type { Logger } from 'pino'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { createAudience } from '../notify/audience.ts'
import { createMailer } from '../notify/mailer.ts'
import { notifyOnEvent } from '../notify/notify-on-events.ts'
import { notifyPeople } from '../notify/notify-people.ts'
import { startNotify } from '../notify/start-notify.ts'
import type { Settings } from '../platform/config/settings.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { Db } from '../platform/postgres/database.ts'
import type { JobQueue } from '../platform/queue/job-queue.ts'
import type { Delivery } from '../platform/relay-outbox.ts'
import { fanOutEvent } from '../release/webhooks/fan-out-event.ts'
import { startWebhooks } from '../release/webhooks/start-webhooks.ts'

export interface Deliverer {
  readonly db: Db
  readonly kinds: SubjectKinds
  readonly jobs: JobQueue
  readonly keyring: Keyring
  readonly settings: Settings
  readonly logger: Logger
  readonly startConsent: (subjectId: string, isNew: boolean) => Promise<void>
}

/** Where each kind of outbox message goes: webhooks and notices at once or by the queue, mail by it, workflows to Temporal. */
export function deliverer({
  db,
  kinds,
  jobs,
  keyring,
  settings,
  logger,
  startConsent,
}: Deliverer): (message: Delivery) => Promise<void> {
  const webhooks = startWebhooks({ db, jobs, keyring, settings })
  const tellAtOnce = startNotify({
    db,
    jobs,
    mailer: createMailer(settings, logger),
    origin: settings.publicOrigin,
    audience: createAudience({ db, kinds }),
    onError: (error) => logger.warn(error, 'notices'),
    // The demo's people look at their mail at once.
    ...(settings.profile === 'demo' ? { windowMs: 2_000 } : {}),
  })
  return async (message) => {
    switch (message.kind) {
      case 'event':
        await fanOutEvent({ db, jobs, ...webhooks }, message.event, message.traceparent)
        return notifyOnEvent(jobs, message.event, { attempt: message.attempt, tellAtOnce })
      case 'workflow':
        return startConsent(message.subjectId, message.isNew)
      case 'mail':
        return notifyPeople(jobs, message)
    }
  }
}
