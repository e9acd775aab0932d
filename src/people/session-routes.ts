import { Router, type Request } from 'express'
import { notFound } from '../domain/errors.ts'
import { plus } from '../domain/instant.ts'
import { now as readNow } from '../platform/clock.ts'
import { bodyIfAny } from '../platform/http/unread-body.ts'
import { beginSession } from './begin-session.ts'
import { requireOwnOriginIfAny } from './caller.ts'
import type { PeopleRoom } from './people-room.ts'
import { refuseUnconfirmedKey } from './require-confirmed-key.ts'
import { SessionBody, SessionChallengeBody, type SessionAnswer, type SessionsAnswer } from './schema.ts'
import { sessionCookie } from './session-cookie.ts'
import { endOwnSession, endSession, findOwnSession, readLiveSessions } from './session-store.ts'
import { SESSION_MS } from './session.ts'
import { startSession } from './start-session.ts'
import { readPerson } from './store.ts'
import { personView } from './view-person.ts'

export function sessionRoutes({ db, authentication, trust, limits, decoySecret }: PeopleRoom): Router {
  const router = Router()
  const cookie = sessionCookie(trust.origins)

  router.post('/v1/sessions/challenges', limits.perAddress, async (request, response) => {
    requireOwnOriginIfAny(request, trust.origins)
    const { email = null } = SessionChallengeBody.parse(bodyIfAny(request))
    if (email !== null) await limits.perEmail(email, request.ip)
    response.status(201).json(await beginSession(db, trust, decoySecret, email))
  })

  router.post('/v1/sessions', limits.perAddress, async (request, response) => {
    requireOwnOriginIfAny(request, trust.origins)
    const surroundings = { userAgent: userAgentOf(request), replaces: cookie.read(request) }
    const started = await startSession(db, trust, SessionBody.parse(request.body), surroundings)
    const { token, person, keyId, keyState, expiresAt } = started
    cookie.write(response, token, expiresAt)
    const answer: SessionAnswer = { person: personView(person), key: { id: keyId, state: keyState }, expiresAt }
    response.status(201).json(answer)
  })

  router.get('/v1/sessions/current', authentication.waiting, async (request, response) => {
    const { personId, keyId, keyState, sessionExpiresAt } = authentication.personOf(request)
    const person = await readPerson(db, personId)
    if (person === null) throw notFound('person')
    const key = { id: keyId, state: keyState }
    response.json({ person: personView(person), key, expiresAt: sessionExpiresAt } satisfies SessionAnswer)
  })

  router.get('/v1/sessions', authentication.waiting, async (request, response) => {
    const { personId, sessionHash, keyId: ownKeyId, keyState } = authentication.personOf(request)
    const now = await readNow(db)
    const usedAfter = plus(now, -SESSION_MS.idle)
    const sessions = await readLiveSessions(db, personId, { now, usedAfter, limit: SESSIONS_SHOWN })
    const shown = keyState === 'pending' ? sessions.filter(({ keyId }) => keyId === ownKeyId) : sessions
    const items = shown.map(({ id, createdAt, lastUsedAt, expiresAt, keyId, tokenHash, userAgent }) => {
      return { id, createdAt, lastSeenAt: lastUsedAt, expiresAt, keyId, current: tokenHash === sessionHash, userAgent }
    })
    response.json({ items } satisfies SessionsAnswer)
  })

  router.delete('/v1/sessions/current', authentication.waiting, async (request, response) => {
    await endSession(db, authentication.personOf(request).sessionHash, await readNow(db))
    cookie.clear(response)
    response.status(204).end()
  })

  // After `current`, which is no id. Somebody else's session is as good as none.
  router.delete('/v1/sessions/:id', authentication.waiting, async (request, response) => {
    const { personId, sessionHash, keyId, keyState } = authentication.personOf(request)
    const id = String(request.params['id'])
    const session = SESSION_ID.test(id) ? await findOwnSession(db, personId, id) : null
    if (session === null) throw notFound('session')
    // A key that nobody has confirmed ends what it began, and not the sessions of whoever's it may not be.
    if (session.keyId !== keyId) refuseUnconfirmedKey(keyState)
    const ended = await endOwnSession(db, personId, id, await readNow(db))
    if (ended === null) throw notFound('session')
    if (ended === sessionHash) cookie.clear(response)
    response.status(204).end()
  })

  return router
}

const SESSION_ID = /^ses_[0-9a-z]{1,40}$/
/** More than anybody is signed in at; the newest are shown. */
const SESSIONS_SHOWN = 100

/** As the browser says, for its owner to recognise; cut, and without what a screen would trip over. */
function userAgentOf(request: Request): string | null {
  const said = (request.get('user-agent') ?? '').replaceAll(/\P{ASCII}|\p{Cc}/gu, '').trim()
  return said === '' ? null : said.slice(0, 200)
}
