import { Router } from 'express'
import { z } from 'zod'
import { readSubject } from '../consent/read-subject.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import type { Authentication } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import { activeHolds } from './active-holds.ts'
import { proposeLifting } from './hold-kind.ts'
import { placeHold } from './place-hold.ts'

export interface HoldRoutes {
  readonly db: Db
  readonly authentication: Authentication
  readonly kinds: SubjectKinds
  readonly timeScale: number
}

const HoldBody = z.strictObject({
  scope: z.enum(['order', 'counterparty', 'person', 'channel', 'entity', 'everything']),
  target: z.string().max(64).optional(),
  reason: z.string().max(500),
})
const LiftBody = z.strictObject({ reason: z.string().min(1).max(500) })
const Params = z.object({ id: z.string().max(64) })

/** Freezing takes one step and a session; lifting is a subject. */
export function holdRoutes({ db, authentication, kinds, timeScale }: HoldRoutes): Router {
  const router = Router()

  router.post('/v1/holds', authentication.person, async (request, response) => {
    const { personId, roles } = authentication.personOf(request)
    const { scope, target, reason } = HoldBody.parse(request.body)
    response.status(201).json(await placeHold(db, roles, { scope, target: target ?? '*', reason, placedBy: personId }))
  })

  router.get('/v1/holds', authentication.person, async (_request, response) => {
    response.json({ items: await activeHolds(db, 'all') })
  })

  router.post('/v1/holds/:id/lift', authentication.person, async (request, response) => {
    const { personId } = authentication.personOf(request)
    const { reason } = LiftBody.parse(request.body)
    const head = await proposeLifting(db, kinds, timeScale, { holdId: Params.parse(request.params).id, personId, reason })
    response.status(201).json(await readSubject(db, kinds, head, { kind: 'person', personId }))
  })

  return router
}
