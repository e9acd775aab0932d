import { v5 } from 'uuid'
import { z } from 'zod'
import type { JobQueue } from '../../platform/queue/job-queue.ts'

/** One event for one endpoint. */
const deliveryJob = z.strictObject({
  endpointId: z.string(),
  eventId: z.string(),
  /** How often it made way for other endpoints' deliveries. */
  deferrals: z.int().min(0),
})
export type DeliveryJob = z.infer<typeof deliveryJob>

export const WEBHOOK_QUEUE = 'webhooks'

/** Arbitrary and fixed (RFC 9562 §5.5): the same delivery always has the same job id, so a repeat is no second job. */
const NAMESPACE = 'b5d0e1f6-5c0f-4d4e-9a55-0c2f7a3f9d61'

export function parseDeliveryJob(data: unknown): DeliveryJob {
  return deliveryJob.parse(data)
}

export async function enqueueDelivery(
  jobs: JobQueue,
  job: DeliveryJob,
  when: { readonly delayMs?: number; readonly attempts?: number } = {},
): Promise<void> {
  const jobId = v5(`${job.endpointId} ${job.eventId} ${job.deferrals}`, NAMESPACE)
  await jobs.enqueue(WEBHOOK_QUEUE, 'deliver', { ...job }, { jobId, backoff: { kind: 'webhook' }, ...when })
}
