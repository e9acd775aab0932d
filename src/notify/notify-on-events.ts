import { z } from 'zod'
import type { PublishedEvent } from '../platform/events.ts'
import type { JobQueue } from '../platform/queue/job-queue.ts'
import type { Audience } from './audience.ts'
import type { Template } from './catalogue.ts'
import { enqueueMail, stableId } from './mail-job.ts'
import { createToldInWindow, type ToldInWindow } from './told-in-window.ts'

/** Which events are told to whom. An amended order asks anew, with an `evidence_required` of its own. */
const TOLD: Readonly<Record<string, { readonly template: Template; readonly to: keyof Audience }>> = {
  'payment_order.evidence_required': { template: 'evidence-required', to: 'eligible' },
  'payment_batch.evidence_required': { template: 'evidence-required', to: 'eligible' },
  'change.proposed': { template: 'evidence-required', to: 'eligible' },
  'payment_order.escalated': { template: 'escalated', to: 'eligible' },
  'payment_batch.escalated': { template: 'escalated', to: 'eligible' },
  'payment_order.denied': { template: 'denied', to: 'requesters' },
  'payment_batch.denied': { template: 'denied', to: 'requesters' },
  'payment_order.expired': { template: 'expired', to: 'requesters' },
  'payment_batch.expired': { template: 'expired', to: 'requesters' },
  'change.refused': { template: 'denied', to: 'requesters' },
}

export const NOTICE_QUEUE = 'notices'

/**
 * However much happens, people get one mail of a kind in this time, at its end: a run of a thousand payments is one
 * mail. It is sent after everything it stands for, so whoever follows it finds all of it in the inbox.
 */
export const NOTICE_WINDOW_MS = 120_000
/** Of the window. Workers' clocks may differ by so much before one takes for open what another has sent. */
const MARGIN = 0.05

const noticeJob = z.strictObject({ type: z.string(), subjectId: z.string() })

const RETRIES = { attempts: 8, backoff: { kind: 'exponential', delayMs: 5_000 } } as const

/** Looking up who is to be told may fail, and must not hold up the event's other ways: so it is a job of its own. */
export async function notifyOnEvent(jobs: JobQueue, event: PublishedEvent): Promise<void> {
  if (!Object.hasOwn(TOLD, event.type)) return
  const { type, subjectId } = event
  await jobs.enqueue(NOTICE_QUEUE, type, { type, subjectId }, { jobId: stableId(event.id), ...RETRIES })
}

export interface Notices {
  readonly jobs: JobQueue
  readonly audience: Audience
  readonly windowMs?: number
  readonly told?: ToldInWindow
}

/** The job's other half: one mail for each person, unless one of its kind is on its way to them already. */
export async function sendNotices(
  { jobs, audience, windowMs = NOTICE_WINDOW_MS, told: already = createToldInWindow() }: Notices,
  data: unknown,
): Promise<void> {
  const { type, subjectId } = noticeJob.parse(data)
  const told = TOLD[type]
  if (told === undefined) return
  const now = Date.now()
  const window = Math.floor(now / windowMs)
  const delayMs = Math.ceil((window + 1 + MARGIN) * windowMs - now)
  for (const recipientId of await audience[told.to](subjectId)) {
    const key = `${told.template} ${recipientId}`
    if (already.has(window, key)) continue
    const mail = { template: told.template, recipientId, reference: subjectId }
    await enqueueMail(jobs, `${told.template} ${window}`, mail, delayMs)
    already.add(window, key)
  }
}
