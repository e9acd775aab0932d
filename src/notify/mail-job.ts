import { v5 } from 'uuid'
import { z } from 'zod'
import type { JobQueue } from '../platform/queue/job-queue.ts'

/** One mail to one recipient. Ids only: addresses and texts are looked up when it is sent. */
const mailJob = z.strictObject({
  template: z.string(),
  /** A person (`per_…`), or a payee's contact (`con_…`). */
  recipientId: z.string(),
  reference: z.string().nullable(),
})
export type MailJob = z.infer<typeof mailJob>

export const MAIL_QUEUE = 'mail'

/** Arbitrary and fixed (RFC 9562 §5.5): what is the same mail has the same job id, so a repeat is no second mail. */
const NAMESPACE = '0f3f5f5c-3e0e-4c3b-8c59-7d1c5d1b8f0a'

/** 30 s, doubling: the last try is some 17 hours after the first. */
const RETRIES = { attempts: 12, backoff: { kind: 'exponential', delayMs: 30_000 } } as const

export function parseMailJob(data: unknown): MailJob {
  return mailJob.parse(data)
}

/** `occasion` is what makes it this mail and no other, for this recipient. */
export async function enqueueMail(jobs: JobQueue, occasion: string, mail: MailJob, delayMs = 0): Promise<void> {
  const jobId = stableId(`${occasion} ${mail.recipientId}`)
  await jobs.enqueue(MAIL_QUEUE, mail.template, { ...mail }, { jobId, delayMs, ...RETRIES })
}

export function stableId(name: string): string {
  return v5(name, NAMESPACE)
}
