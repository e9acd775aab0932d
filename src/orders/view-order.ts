import { readSubject, type Viewer } from '../consent/read-subject.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { accountObject } from '../domain/payment.ts'
import { isBeforeRelease, type SubjectState } from '../domain/subject-states.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import { listReports } from '../release/list-reports.ts'
import { cutOffOn } from '../risk/business-hours.ts'
import { readEntity } from '../risk/read-entity.ts'
import { toContent } from './order-content.ts'
import type { OrderView } from './schema.ts'
import { readOrderFile } from './store.ts'

/** Only these have something to tell, so no other order is asked. */
const REPORTED: readonly SubjectState[] = ['executed', 'failed', 'returned']

/**
 * An order in the contract's words. To somebody who has yet to type them, amount and account are null, and what people
 * wrote freely is kept back: whoever wrote it, the attacker among them, may have put both into it.
 */
export async function viewOrder(
  db: Executor,
  kinds: SubjectKinds,
  head: SubjectHead,
  viewer: Viewer,
): Promise<OrderView> {
  const content = toContent(head.content)
  const { payment, instruction } = content
  const [seen, order, cutOffAt, reports] = await onOneConnection(db, (one) =>
    Promise.all([
      readSubject(one, kinds, head, viewer),
      readOrderFile(one, head.id),
      isBeforeRelease(head.state) ? cutOff(one, content.entity, payment.executionDate) : null,
      REPORTED.includes(head.state) ? listReports(one, head.id) : [],
    ]),
  )
  const { content: _content, title: _title, type: _type, ...subject } = seen
  const { blind } = subject
  return {
    ...subject,
    externalId: content.externalId,
    paymentDigest: blind ? null : (order?.paymentDigest ?? null),
    requestedBy: [...content.requesters],
    originatingAccount: payment.originatingAccount,
    entity: content.entity,
    amount: blind ? null : payment.amount,
    currency: payment.currency,
    payee: {
      name: payment.payee.name,
      account: blind ? null : { ...accountObject(payment.payee.account) },
      accountVersion: payment.accountVersion,
      counterpartyId: content.counterpartyId,
      accountId: content.accountId,
    },
    executionDate: payment.executionDate,
    reference: payment.reference,
    elements: blind ? {} : { ...payment.elements },
    instruction: {
      channel: instruction.channel,
      instructedBy:
        instruction.instructedBy === null
          ? null
          : instruction.instructedBy.kind === 'person'
            ? instruction.instructedBy.personId
            : instruction.instructedBy.name,
      receivedAt: instruction.receivedAt,
      note: blind ? null : instruction.note,
    },
    supersedes: content.supersedes,
    batchId: order?.batchId ?? null,
    createdAt: head.createdAt,
    feasible: { ...subject.feasible, cutOffAt },
    attachments: (order?.attachments ?? []).map((file) => ({ ...file, fileName: blind ? null : file.fileName })),
    comments: blind ? [] : (order?.comments ?? []),
    reports: reports.map(({ status, bankReference, at, reportedAt, clientId }) => {
      return { status, bankReference, at, reportedAt, by: `client:${clientId}` }
    }),
  }
}

async function cutOff(db: Executor, entityId: string, executionDate: string): Promise<string | null> {
  const entity = await readEntity(db, entityId)
  return entity === null ? null : cutOffOn(entity, executionDate)
}
