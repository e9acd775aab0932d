import type { Settings } from '../../platform/config/settings.ts'
import type { Keyring } from '../../platform/keyring.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { WEBHOOK_ATTEMPTS } from '../../platform/queue/webhook-backoff.ts'
import type { Job, JobQueue } from '../../platform/queue/job-queue.ts'
import type { WebhookSender } from './attempt-delivery.ts'
import { deliverWebhook } from './deliver-webhook.ts'
import { enqueueDelivery, parseDeliveryJob, WEBHOOK_QUEUE } from './delivery-job.ts'
import { createDeliveryLedger, type DeliveryLedger } from './delivery-ledger.ts'
import { createEndpointLanes } from './endpoint-lanes.ts'
import { createFirstTry, type FirstTry } from './first-try.ts'
import type { Resolve } from './guarded-lookup.ts'
import { parseNetworks } from './reachable-address.ts'

/** They wait for other people's servers, so many fit into one process. */
const CONCURRENCY = 40
const PER_ENDPOINT = 8
const FIRST_DEFERRAL_MS = 1_000
const LONGEST_DEFERRAL_MS = 60_000

/** This machine: where integrators and the demo listen. */
const LOOPBACK = ['127.0.0.0/8', '::1/128']

export interface WebhookOptions {
  readonly db: Db
  readonly jobs: JobQueue
  readonly keyring: Keyring
  readonly settings: Pick<Settings, 'profile' | 'webhookAllowNets'>
  readonly resolve?: Resolve
  readonly timeoutMs?: number
}

/** What spares the queue most of it: for `fanOutEvent`. */
export interface Webhooks {
  readonly firstTry: FirstTry
  readonly ledger: DeliveryLedger
}

/**
 * Starts delivering what `fanOutEvent` enqueues, and answers with what spares it the queue. In the demo and the sandbox
 * loopback may be reached by default.
 */
export function startWebhooks({ db, jobs, keyring, settings, resolve, timeoutMs }: WebhookOptions): Webhooks {
  const isProduction = settings.profile === 'production'
  const networks = [...settings.webhookAllowNets, ...(isProduction ? [] : LOOPBACK)]
  const sender: WebhookSender = {
    db,
    keyring,
    guard: { allowed: parseNetworks(networks), ...(resolve === undefined ? {} : { resolve }) },
    httpsOnly: isProduction,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  }
  const lanes = createEndpointLanes(PER_ENDPOINT)

  async function handle(job: Job): Promise<void> {
    const { endpointId, eventId } = parseDeliveryJob(job.data)
    if (!lanes.enter(endpointId)) return defer(job)
    try {
      await deliverWebhook(sender, endpointId, eventId)
    } finally {
      lanes.leave(endpointId)
    }
  }

  /** Makes way: a job of its own, with the attempts that are left, after a wait that grows. */
  async function defer(job: Job): Promise<void> {
    const { deferrals, ...delivery } = parseDeliveryJob(job.data)
    const delayMs = Math.min(FIRST_DEFERRAL_MS * 2 ** deferrals, LONGEST_DEFERRAL_MS) * (1 + Math.random())
    const attempts = WEBHOOK_ATTEMPTS - job.attempt + 1
    await enqueueDelivery(jobs, { ...delivery, deferrals: deferrals + 1 }, { delayMs: Math.round(delayMs), attempts })
  }

  jobs.work(WEBHOOK_QUEUE, handle, { concurrency: CONCURRENCY })
  const ledger = createDeliveryLedger(db)
  return { firstTry: createFirstTry(sender, { ledger }), ledger }
}
