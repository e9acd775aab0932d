import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { WEBHOOK_SECRET } from '../../people/init-organisation.ts'
import type { PublishedEvent } from '../../platform/events.ts'
import type { Keyring } from '../../platform/keyring.ts'
import type { Db } from '../../platform/postgres/database.ts'
import { unsealText } from '../../platform/sealed-text.ts'
import { continueTrace, traceHeaders } from '../../platform/telemetry/spans.ts'
import type { TracedEvent } from '../event-store.ts'
import { wireEvent } from '../wire-event.ts'
import { parseEndpointUrl } from './endpoint-url.ts'
import type { AddressGuard } from './guarded-lookup.ts'
import { postWebhook } from './post-webhook.ts'
import { signWebhook } from './sign-webhook.ts'
import type { DeliveryTarget } from './store.ts'

export interface WebhookSender {
  /** As `worker`. */
  readonly db: Db
  readonly keyring: Keyring
  readonly guard: AddressGuard
  /** In production events do not travel in the clear. */
  readonly httpsOnly: boolean
  readonly timeoutMs?: number
}

/** What one try came to. */
export interface Attempt {
  /** Of HTTP, or why there was none. */
  readonly status: string
  readonly isTaken: boolean
  /** 410: it wants nothing more. */
  readonly isGone: boolean
  /** What to tell whoever has to try again; null where it was taken. */
  readonly failure: Error | null
}

/** Posts an event to an endpoint, once. Records nothing and throws nothing. */
export async function attemptDelivery(
  sender: WebhookSender,
  target: DeliveryTarget,
  { event, traceparent }: TracedEvent,
): Promise<Attempt> {
  const { endpointId } = target
  const attributes = {
    'countersign.subject.id': event.subjectId,
    'countersign.event.id': event.id,
    'countersign.event.type': event.type,
    'countersign.endpoint.id': endpointId,
  }
  try {
    const status = await continueTrace(traceparent, 'webhook', { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const answered = await post(sender, target, event)
      span?.setAttribute('http.response.status_code', answered)
      if (!isSuccess(answered)) span?.setStatus({ code: SpanStatusCode.ERROR })
      return answered
    })
    // 3xx is a failure too: the address that was agreed on is the one that gets the event.
    const failure = isSuccess(status) ? null : new Error(`Endpoint ${endpointId} answered ${status}`)
    return { status: String(status), isTaken: failure === null, isGone: status === 410, failure }
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    return { status: failure.message.slice(0, 200), isTaken: false, isGone: false, failure }
  }
}

async function post(sender: WebhookSender, target: DeliveryTarget, event: PublishedEvent): Promise<number> {
  const body = JSON.stringify(wireEvent(event))
  const url = parseEndpointUrl(target.url, sender)
  const secret = unsealText(sender.keyring, target.secret, { purpose: WEBHOOK_SECRET, binding: target.endpointId })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Countersign-Webhooks/1',
    ...traceHeaders(),
    // The machine's time, not the record's: the receiver compares it with its own.
    ...signWebhook(secret, { id: event.id, at: new Date(), body }),
  }
  const { guard, timeoutMs } = sender
  return postWebhook({ url, headers, body, guard, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299
}
