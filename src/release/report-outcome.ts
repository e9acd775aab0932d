import type { SubjectKinds } from '../consent/subject-kind.ts'
import { transition } from '../consent/transition.ts'
import { digestOf } from '../domain/canonical-json.ts'
import { conflict } from '../domain/errors.ts'
import { lockOwnOrder } from '../orders/amend-order.ts'
import type { ClientCaller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Tx } from '../platform/postgres/database.ts'
import type { ReportBody } from './report-schema.ts'
import { insertReport, readReport, type Report } from './report-store.ts'

/**
 * Puts on record what became of a released payment, as the client that submitted it says. It documents: nothing is
 * released, and no account becomes known, by it. Repeated, it answers what it answered first; the same outcome under
 * another bank reference is 409 `REPORT_DIFFERS`, one that does not follow from the state 409 `STATE`.
 */
export async function reportOutcome(
  tx: Tx,
  kinds: SubjectKinds,
  caller: ClientCaller,
  orderId: string,
  body: ReportBody,
): Promise<Report> {
  const { head } = await lockOwnOrder(tx, caller, orderId)
  const earlier = await readReport(tx, orderId, body.status)
  if (earlier !== null) {
    if (earlier.bankReference === body.bankReference) return earlier
    throw conflict(
      'REPORT_DIFFERS',
      `This payment was reported as ${body.status} before, under another bank reference. Ask your bank which is right.`,
    )
  }

  const now = await readNow(tx)
  const report: Report = {
    orderId,
    status: body.status,
    bankReference: body.bankReference,
    at: body.at,
    clientId: caller.clientId,
    reportedAt: now,
  }
  const { status, bankReference, at } = report
  // Bound by the log without being shown in it: whoever sees the order can compute it again.
  const reportDigest = digestOf({ type: 'countersign/report/1', orderId, status, bankReference, at })
  await transition(tx, kinds, head, status, now, { fields: { by: `client:${caller.clientId}`, reportDigest } })
  await insertReport(tx, report)
  return report
}
