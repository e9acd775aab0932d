import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { CountersignError, type FieldError } from '../domain/errors.ts'
import { elapsedMs, type Instant } from '../domain/instant.ts'
import type { Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { newId } from '../platform/ids.ts'
import type { Tx } from '../platform/postgres/database.ts'
import { lockAll } from './lock-like.ts'
import type { Pain001Message, Pain001Transaction } from './pain001/transaction.ts'
import type { OrderBody } from './schema.ts'
import { insertBatch } from './store.ts'
import { submitOrder } from './submit-order.ts'

export interface Batch {
  readonly messageId: string
  /** Lower-case hex SHA-256 of the file as it came, or of the RFC 8785 form of a body in JSON. */
  readonly fileDigest: string
  readonly orders: readonly { readonly path: string; readonly body: OrderBody }[]
}

/**
 * Longer than this nobody waits for a file, and no other order is submitted meanwhile. It must stay below the five
 * minutes after which the signer takes an entry for backdated: the first order's entries get their place with the last's.
 */
const LONGEST_MS = 4 * 60_000

/** All or nothing: either every item is an order, or none is and the answer names each item that is wrong. */
export async function submitBatch(
  tx: Tx,
  kinds: SubjectKinds,
  timeScale: number,
  caller: Caller,
  batch: Batch,
): Promise<{ id: string; orders: SubjectHead[] }> {
  await lockAll(tx)
  const began = await readNow(tx)
  const id = newId('bat')
  await insertBatch(tx, {
    id,
    clientId: caller.kind === 'client' ? caller.clientId : null,
    messageId: batch.messageId,
    fileDigest: batch.fileDigest,
    itemCount: batch.orders.length,
    createdAt: began,
  })
  const orders: SubjectHead[] = []
  const errors: FieldError[] = []
  let first: CountersignError | null = null
  for (const { path, body } of batch.orders) {
    try {
      const head = await submitOrder(tx, kinds, timeScale, { caller, body, batchId: id })
      assertInTime(began, head.startedAt)
      orders.push(head)
    } catch (error) {
      if (!(error instanceof CountersignError) || error.status >= 500) throw error
      first ??= error
      const fields = error.errors.length > 0 ? error.errors : [{ path: '', code: error.code, detail: error.detail }]
      errors.push(...fields.map((field) => ({ ...field, path: pathInItem(path, field.path) })))
      if (errors.length >= 100) break
    }
  }
  if (first !== null)
    throw new CountersignError({
      code: first.code,
      status: first.status,
      detail: `Nothing was submitted: ${errors.length} items are not acceptable. ${first.detail}`,
      errors,
    })
  assertInTime(began, await readNow(tx))
  return { id, orders }
}

/** `orders[1].amount` of JSON; of a file the item's XML path, and the field of the order that was made of it. */
function pathInItem(item: string, field: string): string {
  if (field === '') return item
  return `${item}${item.startsWith('/') ? ' ' : '.'}${field}`
}

function assertInTime(began: Instant, now: Instant): void {
  if (elapsedMs(began, now) <= LONGEST_MS) return
  throw new CountersignError({
    code: 'BATCH_TOO_SLOW',
    status: 503,
    detail:
      'This took longer than four minutes, and nothing was submitted. Split it, and submit one part after the other.',
    retryAfterSeconds: 60,
  })
}

/** What a file cannot say: how the whole run was asked for, and by whom. */
export interface BatchInstruction {
  readonly channel: string
  readonly instructedBy: string | null
  readonly requestedBy: readonly string[]
}

export function orderBodies(message: Pain001Message, instruction: BatchInstruction): Batch['orders'] {
  return message.transactions.map((transaction) => ({
    path: transaction.path,
    body: orderBody(transaction, instruction),
  }))
}

function orderBody(item: Pain001Transaction, { channel, instructedBy, requestedBy }: BatchInstruction): OrderBody {
  const { account } = item.debtor
  return {
    externalId: item.externalId,
    requestedBy: [...requestedBy],
    originatingAccount: 'iban' in account ? account.iban : account.other.id,
    amount: item.amount,
    currency: item.currency,
    payee: { name: item.payee.name, account: { ...item.payee.account } },
    executionDate: item.executionDate,
    reference: item.reference,
    elements: item.elements,
    instruction: {
      channel: channel as NonNullable<OrderBody['instruction']>['channel'],
      ...(instructedBy === null ? {} : { instructedBy }),
    },
  }
}
