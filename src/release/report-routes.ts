import { Router } from 'express'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { forbid } from '../domain/errors.ts'
import type { Authentication } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { reportOutcome } from './report-outcome.ts'
import { ReportBody, type ReportView } from './report-schema.ts'

/** What the ERP tells us after the bank has spoken. */
export function reportRoutes({ db, kinds, auth }: { db: Db; kinds: SubjectKinds; auth: Authentication }): Router {
  const router = Router()

  router.post('/v1/payment-orders/:id/report', auth.client('orders:write'), async (request, response) => {
    const caller = auth.callerOf(request)
    if (caller.kind !== 'client') throw forbid('SCOPE', 'Only the API client that submitted a payment reports on it.')
    const body = ReportBody.parse(request.body)
    const { orderId, status, bankReference, at, reportedAt } = await transaction(db, (tx) => {
      return reportOutcome(tx, kinds, caller, String(request.params['id']), body)
    })
    response.json({ orderId, status, bankReference, at, reportedAt } satisfies ReportView)
  })

  return router
}
