import { Router } from 'express'
import { notFound } from '../domain/errors.ts'
import { now as readNow } from '../platform/clock.ts'
import { beginSession } from './begin-session.ts'
import { requireOwnOriginIfAny } from './caller.ts'
import { readBody } from './read-body.ts'
import type { PeopleRoom } from './people-room.ts'
import { SessionBody, SessionChallengeBody, type SessionAnswer } from './schema.ts'
import { sessionCookie } from './session-cookie.ts'
import { endSession } from './session-store.ts'
import { startSession } from './start-session.ts'
import { readPerson } from './store.ts'
import { personView } from './view-person.ts'

export function sessionRoutes({ db, authentication, trust, limits, decoySecret }: PeopleRoom): Router {
  const router = Router()
  const cookie = sessionCookie(trust.origins)

  router.post('/v1/sessions/challenges', limits.perAddress, async (request, response) => {
    requireOwnOriginIfAny(request, trust.origins)
    const { email = null } = readBody(SessionChallengeBody, request.body)
    if (email !== null) await limits.perEmail(email, request.ip)
    response.status(201).json(await beginSession(db, trust, decoySecret, email))
  })

  router.post('/v1/sessions', limits.perAddress, async (request, response) => {
    requireOwnOriginIfAny(request, trust.origins)
    const started = await startSession(db, trust, readBody(SessionBody, request.body))
    const { token, person, keyId, keyState, expiresAt } = started
    cookie.write(response, token, expiresAt)
    const answer: SessionAnswer = { person: personView(person), key: { id: keyId, state: keyState }, expiresAt }
    response.status(201).json(answer)
  })

  router.get('/v1/sessions/current', authentication.person, async (request, response) => {
    const { personId, keyId, keyState, sessionExpiresAt } = authentication.personOf(request)
    const person = await readPerson(db, personId)
    if (person === null) throw notFound('person')
    const key = { id: keyId, state: keyState }
    response.json({ person: personView(person), key, expiresAt: sessionExpiresAt } satisfies SessionAnswer)
  })

  router.delete('/v1/sessions/current', authentication.person, async (request, response) => {
    await endSession(db, authentication.personOf(request).sessionHash, await readNow(db))
    cookie.clear(response)
    response.status(204).end()
  })

  return router
}
