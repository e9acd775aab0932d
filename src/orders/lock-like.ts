import { sql } from 'kysely'
import type { OrderContent } from '../domain/payment-order.ts'
import type { Policy } from '../domain/policy.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { lockInOrder } from '../platform/postgres/lock-in-order.ts'
import { likenessKeys } from './order-content.ts'

/** One advisory lock for all assessments: `cs:a` in ASCII. Single orders share it, a batch excludes them. */
const ASSESSMENTS = 0x63733a61

/**
 * Orders that have to see each other take turns from here on: those to one payee or account, with one reference or
 * instructor, and those that policy adds up. Taken before the moment of submission is read: of two at once, the one
 * that waited is then the later one, and sees the other.
 */
export async function lockLike(tx: Tx, content: OrderContent, policy: Pick<Policy, 'line'>): Promise<void> {
  const keys = sharedKeys(content, policy).map((key) => `assess ${key}`)
  await Promise.all([sql`select pg_advisory_xact_lock_shared(${ASSESSMENTS})`.execute(tx), lockInOrder(tx, keys)])
}

/**
 * Takes turns with every order there is: for a batch, whose thousands of orders would fill the server's table of locks,
 * and wait in a circle with those of another batch.
 */
export async function lockAll(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ASSESSMENTS})`.execute(tx)
}

/** Under which names orders take turns; whatever two orders are compared by is among them. */
export function sharedKeys(content: OrderContent, { line }: Pick<Policy, 'line'>): string[] {
  const { payeeKey, accountKey, referenceKey } = likenessKeys(content)
  const { instructedBy } = content.instruction
  const isAddedUp = (dimension: (typeof line.per)[number]): boolean => line.per.includes(dimension)
  return [
    `payee ${payeeKey}`,
    `account ${accountKey}`,
    `reference ${referenceKey}`,
    ...(instructedBy?.kind === 'person' ? [`instructor ${instructedBy.personId}`] : []),
    ...(isAddedUp('requester') ? content.requesters.map((personId) => `requester ${personId}`) : []),
    ...(isAddedUp('client') && content.clientId !== null ? [`client ${content.clientId}`] : []),
  ]
}
