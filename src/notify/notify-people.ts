import { z } from 'zod'
import type { Delivery } from '../platform/relay-outbox.ts'
import type { JobQueue } from '../platform/queue/job-queue.ts'
import { enqueueMail } from './mail-job.ts'

type MailDelivery = Extract<Delivery, { kind: 'mail' }>

/** What rooms put beside `personIds`. Whatever else they put there stays out of the queue and out of the mail. */
const mailData = z.object({
  contactIds: z.array(z.string()).default([]),
  keyId: z.string().optional(),
  caseId: z.string().optional(),
  holdId: z.string().optional(),
})

/** One job for each recipient of an outbox message. Told again of the same message, it enqueues nothing twice. */
export async function notifyPeople(
  jobs: JobQueue,
  message: Omit<MailDelivery, 'kind' | 'attempt' | 'traceparent'>,
): Promise<void> {
  const { contactIds, keyId, caseId, holdId } = mailData.parse(message.data)
  const reference = message.subjectId ?? caseId ?? keyId ?? holdId ?? null
  for (const recipientId of new Set([...message.personIds, ...contactIds])) {
    await enqueueMail(jobs, message.id, { template: message.template, recipientId, reference })
  }
}
