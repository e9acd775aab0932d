import type { JobQueue } from '../platform/queue/job-queue.ts'
import type { Audience } from './audience.ts'
import { MAIL_QUEUE, parseMailJob } from './mail-job.ts'
import { createTellAtOnce, NOTICE_QUEUE, sendNotices, type TellAtOnce } from './notify-on-events.ts'
import { createToldInWindow } from './told-in-window.ts'
import { sendMail, type MailRoom } from './send-mail.ts'

export interface NotifyOptions extends MailRoom {
  readonly jobs: JobQueue
  readonly audience: Audience
  /** `NOTICE_WINDOW_MS` unless told; the demo's people wait less. */
  readonly windowMs?: number
  readonly onError: (error: unknown) => void
}

/**
 * Starts sending what `notifyPeople` and `notifyOnEvent` enqueue, and answers with what spares the latter most of it. A
 * mail server that is down delays mail alone.
 */
export function startNotify({ jobs, audience, windowMs, onError, ...room }: NotifyOptions): TellAtOnce {
  const notices = { jobs, audience, told: createToldInWindow(), ...(windowMs === undefined ? {} : { windowMs }) }
  jobs.work(NOTICE_QUEUE, (job) => sendNotices(notices, job.data))
  jobs.work(MAIL_QUEUE, (job) => sendMail(room, job.id, parseMailJob(job.data)))
  return createTellAtOnce(notices, onError)
}
