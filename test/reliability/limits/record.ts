import { Client as Temporal, Connection, WorkflowNotFoundError } from '@temporalio/client'
import { Client } from 'pg'
import type { Service } from '../../support/service.ts'

/** One order as the record has it, counted part by part. */
export interface OrderOnRecord {
  readonly id: string
  readonly externalId: string
  readonly state: string
  readonly versions: number
  /** Assessments whose log entry is there too. */
  readonly assessments: number
  readonly requirements: number
  /** Answers kept for whoever repeats the request. */
  readonly answers: number
  /** Events that say that it was received, in their place already or about to be. */
  readonly announcements: number
  readonly starts: number
}

const ORDERS = `
  select o.id, o.external_id as "externalId", s.state,
    (select count(*)::int from subject_versions v where v.subject_id = o.id) as versions,
    (select count(*)::int from assessments a join log_entries e using (entry_id) where a.subject_id = o.id) as assessments,
    (select count(*)::int from requirements r where r.subject_id = o.id) as requirements,
    (select count(*)::int from idempotency_keys k where k.response_body ->> 'id' = o.id) as answers,
    (select count(*)::int from events e where e.subject_id = o.id and e.type = 'payment_order.received')
      + (select count(*)::int from outbox b where b.subject_id = o.id and b.sequence is null
           and b.payload ->> 'type' = 'payment_order.received') as announcements,
    (select count(*)::int from outbox b where b.kind = 'workflow' and b.subject_id = o.id) as starts
  from payment_orders o join subjects s on s.id = o.id`

/** What could be left of an order that was given up half-way: each of these is one for each order. */
const PARTS = `
  select (select count(*)::int from subjects where type = 'order') as subjects,
    (select count(*)::int from payment_orders) as orders,
    (select count(*)::int from log_entries where kind = 'subject.submitted'
       and body::json -> 'subject' ->> 'type' = 'order') as entries,
    (select count(*)::int from idempotency_keys) as answers`

export interface Parts {
  readonly subjects: number
  readonly orders: number
  readonly entries: number
  readonly answers: number
}

export async function readOrders(service: Service): Promise<OrderOnRecord[]> {
  return onRecord(service, async (client) => (await client.query<OrderOnRecord>(ORDERS)).rows)
}

export async function countParts(service: Service): Promise<Parts | undefined> {
  return onRecord(service, async (client) => (await client.query<Parts>(PARTS)).rows[0])
}

export async function onRecord<T>({ databaseUrl }: Service, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Of these, the ids that no workflow waits for. */
export async function withoutWorkflow({ temporalAddress }: Service, ids: readonly string[]): Promise<string[]> {
  const connection = await Connection.connect({ address: temporalAddress })
  try {
    const { workflow } = new Temporal({ connection })
    const missing: string[] = []
    for (const id of ids) {
      const found = await workflow
        .getHandle(id)
        .describe()
        .then(
          () => true,
          (error: unknown) => {
            if (error instanceof WorkflowNotFoundError) return false
            throw error
          },
        )
      if (!found) missing.push(id)
    }
    return missing
  } finally {
    await connection.close()
  }
}
