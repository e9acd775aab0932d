import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { WEBHOOK_SECRET } from '../../people/init-organisation.ts'
import type { Keyring } from '../../platform/keyring.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { PermanentFailure } from '../../platform/queue/job-queue.ts'
import { unsealText } from '../../platform/sealed-text.ts'
import { continueTrace, traceHeaders } from '../../platform/telemetry/spans.ts'
import { readEvent } from '../event-store.ts'
import { wireEvent } from '../wire-event.ts'
import { parseEndpointUrl } from './endpoint-url.ts'
import { giveUpEndpoint } from './give-up-endpoint.ts'
import type { AddressGuard } from './guarded-lookup.ts'
import { postWebhook } from './post-webhook.ts'
import { signWebhook } from './sign-webhook.ts'
import { readDueDelivery, recordAttempt, type DueDelivery } from './store.ts'

export interface WebhookSender {
  /** As `worker`. */
  readonly db: Db
  readonly keyring: Keyring
  readonly guard: AddressGuard
  /** In production events do not travel in the clear. */
  readonly httpsOnly: boolean
  readonly timeoutMs?: number
}

/**
 * One try to hand an event to an endpoint. Returns when it was taken, or nobody wants it any more; throws what the
 * queue tries again, and `PermanentFailure` when trying again is pointless.
 */
export async function deliverWebhook(sender: WebhookSender, endpointId: string, eventId: string): Promise<void> {
  const { db } = sender
  const delivery = await readDueDelivery(db, endpointId, eventId)
  if (delivery === null) return
  const event = await readEvent(db, eventId)
  if (event === null) throw new PermanentFailure(`There is no event ${eventId}`)

  const body = JSON.stringify(wireEvent(event))
  const attributes = {
    'countersign.subject.id': event.subjectId,
    'countersign.event.id': eventId,
    'countersign.event.type': event.type,
    'countersign.endpoint.id': endpointId,
  }
  const span = { kind: SpanKind.CLIENT, attributes }
  const status = await continueTrace(event.traceparent, 'webhook', span, async (traced) => {
    const answered = await attempt(sender, delivery, { endpointId, eventId, body })
    traced?.setAttribute('http.response.status_code', answered)
    if (!isSuccess(answered)) traced?.setStatus({ code: SpanStatusCode.ERROR })
    return answered
  })
  if (isSuccess(status)) {
    await recordAttempt(db, delivery.id, { status: String(status), isTaken: true })
    return
  }
  await recordAttempt(db, delivery.id, { status: String(status), isTaken: false })
  if (status === 410) {
    await giveUpEndpoint(db, endpointId, delivery.clientId)
    throw new PermanentFailure(`Endpoint ${endpointId} answered 410 Gone and is disabled`)
  }
  // 3xx too: the address that was agreed on is the one that gets the event.
  throw new Error(`Endpoint ${endpointId} answered ${status}`)
}

async function attempt(
  sender: WebhookSender,
  delivery: DueDelivery,
  { endpointId, eventId, body }: { endpointId: string; eventId: string; body: string },
): Promise<number> {
  try {
    const url = parseEndpointUrl(delivery.url, sender)
    const secret = unsealText(sender.keyring, delivery.secret, { purpose: WEBHOOK_SECRET, binding: endpointId })
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Countersign-Webhooks/1',
      ...traceHeaders(),
      // The machine's time, not the record's: the receiver compares it with its own.
      ...signWebhook(secret, { id: eventId, at: new Date(), body }),
    }
    const { guard, timeoutMs } = sender
    return await postWebhook({ url, headers, body, guard, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await recordAttempt(sender.db, delivery.id, { status: message.slice(0, 200), isTaken: false })
    throw error
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299
}
