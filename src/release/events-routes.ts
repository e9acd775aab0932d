import { Router } from 'express'
import { forbid } from '../domain/errors.ts'
import type { Authentication, Caller } from '../people/caller.ts'
import type { Db } from '../platform/postgres/database.ts'
import { readVisibleEvents } from './event-store.ts'
import { EventsQuery } from './events-schema.ts'
import { wireEvent } from './wire-event.ts'

/** The events that webhooks carry, to be polled: what a webhook lost is still here. */
export function eventsRoutes({ db, auth }: { db: Db; auth: Authentication }): Router {
  const router = Router()

  router.get('/v1/events', auth.either('events:read'), async (request, response) => {
    const clientId = whoseEvents(auth.callerOf(request))
    const { after, limit } = EventsQuery.parse(request.query)
    const { events, next } = await readVisibleEvents(db, { clientId, after, limit })
    response.set('Cache-Control', 'no-store').json({ items: events.map(wireEvent), next })
  })

  return router
}

/** The client whose events these are; null: all of them. */
function whoseEvents(caller: Caller): string | null {
  if (caller.kind === 'client') return caller.clientId
  if (caller.roles.includes('auditor')) return null
  throw forbid('ROLE', 'API clients read their events here, and auditors all of them.')
}
