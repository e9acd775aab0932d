import { sql } from 'kysely'

import type { JsonObject } from '../domain/canonical-json.ts'
import { newId, newUuid } from './ids.ts'
import type { Tx } from './postgres/database.ts'
import { jsonb } from './postgres/jsonb.ts'
import { currentTraceparent } from './telemetry/spans.ts'

/** Published to the ERP by webhook and `GET /v1/events`. `type` as in the contract, e.g. `payment_order.released`. */
export interface EventMessage {
  readonly kind: 'event'
  readonly type: string
  readonly subjectType?: string
  readonly subjectId: string
  /** No account numbers, no names: it leaves the house. */
  readonly data: JsonObject
}

/** The consent workflow of this subject is to run, and to look at the record again. */
export interface WorkflowMessage {
  readonly kind: 'workflow'
  /** The subject is new, so that one that runs has nothing to look at. Whoever changes a subject leaves it out. */
  readonly isNew?: true
  readonly subjectType: string
  readonly subjectId: string
}

/** A mail by template. Addresses are looked up when it is sent, so that the queue holds none. */
export interface MailMessage {
  readonly kind: 'mail'
  readonly template: string
  readonly personIds: readonly string[]
  readonly subjectType?: string
  readonly subjectId?: string
  readonly data: JsonObject
}

export type OutboxMessage = EventMessage | WorkflowMessage | MailMessage

/** Says of which kind the message is, so that nobody wakes who passes on others. */
export const OUTBOX_CHANNEL = 'countersign_outbox'

/**
 * Makes sure that something happens if, and only if, this transaction commits; at least once, soon after
 * (`relay-outbox.ts`). PostgreSQL holds the NOTIFY back until the commit and drops it with a rollback.
 */
export async function add(tx: Tx, message: OutboxMessage): Promise<void> {
  const subjectType = message.subjectType ?? null
  const subjectId = message.subjectId ?? null
  await sql`
    with added as (
      insert into outbox (id, kind, subject_type, subject_id, payload, traceparent, created_at)
      values (
        ${newUuid()}, ${message.kind}, ${subjectType}, ${subjectId}, ${jsonb(payloadOf(message))},
        ${currentTraceparent()}, countersign_now()
      )
      returning kind
    )
    select pg_notify(${OUTBOX_CHANNEL}, kind) from added
  `.execute(tx)
}

function payloadOf(message: OutboxMessage): JsonObject {
  switch (message.kind) {
    case 'event':
      return { eventId: newId('evt'), type: message.type, data: message.data }
    case 'workflow':
      return message.isNew === true ? { isNew: true } : {}
    case 'mail':
      return { template: message.template, personIds: message.personIds, data: message.data }
  }
}
