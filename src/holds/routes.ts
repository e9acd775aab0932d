import { Router, type Request } from 'express'
import { readSubject } from '../consent/read-subject.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { notFound } from '../domain/errors.ts'
import type { Authentication } from '../people/caller.ts'
import { requireConfirmedKey } from '../people/require-confirmed-key.ts'
import type { Db } from '../platform/postgres/database.ts'
import { proposeLifting } from './hold-kind.ts'
import { placeHold } from './place-hold.ts'
import { reportImpersonation } from './report-impersonation.ts'
import { HoldBody, HoldsQuery, ImpersonationBody, LiftBody, type CaseAnswer } from './schema.ts'
import { viewHold, viewHolds, viewPlaced } from './view-hold.ts'

export interface HoldRoutes {
  readonly db: Db
  readonly authentication: Authentication
  readonly kinds: SubjectKinds
  /** Policy waits are divided by this; 1 except in the demo. */
  readonly timeScale: number
}

/**
 * Freezing takes one step and a session, also of a key in quarantine; lifting is a subject. An API client's secret can
 * do neither.
 */
export function holdRoutes({ db, authentication, kinds, timeScale }: HoldRoutes): Router {
  const router = Router()

  router.get('/v1/holds', authentication.either('orders:read'), async (request, response) => {
    response.json(await viewHolds(db, HoldsQuery.parse(request.query)))
  })

  router.get('/v1/holds/:id', authentication.either('orders:read'), async (request, response) => {
    response.json(await viewHold(db, idOf(request)))
  })

  router.post('/v1/holds', authentication.person, async (request, response) => {
    const { personId, roles } = authentication.personOf(request)
    const { scope, target = '*', reason } = HoldBody.parse(request.body)
    const { hold, isNew } = await placeHold(db, roles, { scope, target, reason, placedBy: personId })
    const view = await viewPlaced(db, hold)
    response
      .status(isNew ? 201 : 200)
      .location(`/v1/holds/${hold.id}`)
      .json(view)
  })

  router.post('/v1/holds/:id/lift', authentication.person, async (request, response) => {
    const { personId, keyState } = authentication.personOf(request)
    requireConfirmedKey(keyState, 'ask for a hold to be lifted')
    const { reason } = LiftBody.parse(request.body)
    const head = await proposeLifting(db, kinds, timeScale, { holdId: idOf(request), personId, reason })
    const subject = await readSubject(db, kinds, head, { kind: 'person', personId, keyState })
    response.status(201).location(`/v1/subjects/${head.type}/${head.id}`).json(subject)
  })

  router.post('/v1/impersonation-reports', authentication.person, async (request, response) => {
    const { personId: reportedBy } = authentication.personOf(request)
    const { personId, email, channel, note } = ImpersonationBody.parse(request.body)
    const opened = await reportImpersonation(db, { reportedBy, person: personId ?? email ?? '', channel, note })
    const { id, openedAt, isNew } = opened
    const hold = await viewPlaced(db, opened.hold)
    response
      .status(isNew ? 201 : 200)
      .json({ case: { id, personId: opened.personId, openedAt }, hold } satisfies CaseAnswer)
  })

  return router
}

function idOf(request: Request): string {
  const id = String(request.params['id'])
  if (!/^hld_[0-9a-z]{1,40}$/.test(id)) throw notFound('hold')
  return id
}
