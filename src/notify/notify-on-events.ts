import { z } from 'zod'
import type { PublishedEvent } from '../platform/events.ts'
import type { JobQueue } from '../platform/queue/job-queue.ts'
import type { Audience } from './audience.ts'
import type { Template } from './catalogue.ts'
import { enqueueMail, stableId } from './mail-job.ts'
import { createToldInWindow, type ToldInWindow } from './told-in-window.ts'

/** Which events are told to whom. An amended order asks anew, with an `evidence_required` of its own. */
const TOLD: Readonly<Record<string, { readonly template: Template; readonly to: 'eligible' | 'requesters' }>> = {
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

/** Tells who is to be told of an event; false where it could not. `attempt` is how often the event was passed on. */
export type TellAtOnce = (event: PublishedEvent, attempt: number) => Promise<boolean>

/**
 * At once where that is given and works. Looking up who is to be told may fail, and must not hold up the event's other
 * ways: then it is a job of its own.
 */
export async function notifyOnEvent(
  jobs: JobQueue,
  event: PublishedEvent,
  { attempt = 1, tellAtOnce }: { readonly attempt?: number; readonly tellAtOnce?: TellAtOnce } = {},
): Promise<void> {
  if (!Object.hasOwn(TOLD, event.type)) return
  if ((await tellAtOnce?.(event, attempt)) === true) return
  const { type, subjectId } = event
  await jobs.enqueue(NOTICE_QUEUE, type, { type, subjectId }, { jobId: stableId(event.id), ...RETRIES })
}

export interface Notices {
  readonly jobs: JobQueue
  readonly audience: Audience
  readonly windowMs?: number
  readonly told?: ToldInWindow
}

/** One after another: where several payments wait, those after the first find everybody told. */
export function createTellAtOnce(notices: Notices, onError: (error: unknown) => void): TellAtOnce {
  let before: Promise<unknown> = Promise.resolve()

  async function tell({ type, subjectId, occurredAt }: PublishedEvent, attempt: number): Promise<boolean> {
    try {
      // Who was told of it at its first attempt is known by the window of that time.
      const at = attempt === 1 ? Date.now() : Date.parse(occurredAt)
      await sendNotices(notices, { type, subjectId }, at)
      return true
    } catch (error) {
      onError(error)
      return false
    }
  }

  return (event, attempt) => {
    const told = before.then(() => tell(event, attempt))
    before = told
    return told
  }
}

/**
 * One mail for each person, unless one of its kind is on its way to them already. `at` says which window: one that is
 * over was told at its end, and what was not is told now.
 */
export async function sendNotices(
  { jobs, audience, windowMs = NOTICE_WINDOW_MS, told: already = createToldInWindow() }: Notices,
  data: unknown,
  at = Date.now(),
): Promise<void> {
  const { type, subjectId } = noticeJob.parse(data)
  const told = TOLD[type]
  if (told === undefined) return
  const { template, to } = told
  const now = Date.now()
  const window = Math.floor(Math.min(at, now) / windowMs)
  const delayMs = Math.max(0, Math.ceil((window + 1 + MARGIN) * windowMs - now))
  const isTold = (personId: string): boolean => already.has(window, `${template} ${personId}`)
  // After the first of a run there is rarely anybody left: that is seen without judging the subject.
  if (to === 'eligible' && already.knows(window) && (await audience.mayBeEligible(subjectId)).every(isTold)) return
  for (const recipientId of await audience[to](subjectId)) {
    if (isTold(recipientId)) continue
    await enqueueMail(jobs, `${template} ${window}`, { template, recipientId, reference: subjectId }, delayMs)
    already.add(window, `${template} ${recipientId}`)
  }
}
