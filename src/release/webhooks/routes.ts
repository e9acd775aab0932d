import { Router } from 'express'
import { forbid } from '../../domain/errors.ts'
import type { Authentication, Caller } from '../../people/caller.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { WebhookEndpointsAnswer } from '../events-schema.ts'
import { readEndpoints } from './store.ts'

/** Where events go. Endpoints are set up from organisation.yaml; their secrets are shown then and never again. */
export function webhookRoutes({ db, auth }: { db: Db; auth: Authentication }): Router {
  const router = Router()

  router.get('/v1/webhook-endpoints', auth.required, async (request, response) => {
    const endpoints = await readEndpoints(db, whoseEndpoints(auth.callerOf(request)))
    response.set('Cache-Control', 'no-store').json({ items: endpoints } satisfies WebhookEndpointsAnswer)
  })

  return router
}

/** The client whose endpoints these are; null: all of them. */
function whoseEndpoints(caller: Caller): string | null {
  if (caller.kind === 'client') return caller.clientId
  if (caller.roles.includes('administrator')) return null
  throw forbid('ROLE', 'An API client sees its own webhook endpoints, and administrators see all.')
}
