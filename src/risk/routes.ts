import { Router } from 'express'
import { notFound } from '../domain/errors.ts'
import type { Authentication } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import type { PolicyAnswer } from './schema.ts'
import { readPolicyInForce } from './store.ts'

/** The rules, for everyone whom they bind. */
export function policyRoutes({ db, auth }: { db: Db; auth: Authentication }): Router {
  const router = Router()

  router.get('/v1/policies/current', auth.person, async (_request, response) => {
    const policy = await readPolicyInForce(db)
    if (policy === null) throw notFound('policy')
    const { hash, document, source, publishedAt } = policy
    response.json({
      ...{ hash, version: document.version, yaml: source, document: { ...document }, inForceSince: publishedAt },
    } satisfies PolicyAnswer)
  })

  return router
}
