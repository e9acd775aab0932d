import { Router } from 'express'
import { now as readNow } from '../platform/clock.ts'
import { answerFurtherKey } from './answer-further-key.ts'
import { beginFurtherKey } from './begin-further-key.ts'
import { enrolledAnswer } from './enrolled-answer.ts'
import { checkGivingUp } from './give-up-key.ts'
import { readKeys } from './key-store.ts'
import { readBody } from './read-body.ts'
import type { PeopleRoom } from './people-room.ts'
import { FurtherKeyBody } from './schema.ts'
import { keyView } from './view-person.ts'

/** One's own keys. */
export function keyRoutes({ db, authentication, process, trust }: PeopleRoom): Router {
  const router = Router()

  router.get('/v1/keys', authentication.waiting, async (request, response) => {
    const keys = await readKeys(db, [authentication.personOf(request).personId])
    const now = await readNow(db)
    response.json({ items: keys.map((key) => keyView(key, now)) })
  })

  router.post('/v1/keys/challenges', authentication.person, async (request, response) => {
    response.status(201).json(await beginFurtherKey(db, trust, authentication.personOf(request).personId))
  })

  router.post('/v1/keys', authentication.person, async (request, response) => {
    const { challengeId, credential: registration, confirmation, label = null } = readBody(FurtherKeyBody, request.body)
    const { personId } = authentication.personOf(request)
    const answer = { personId, challengeId, registration, confirmation, label }
    const enrolled = await answerFurtherKey(db, process, trust, answer)
    response.status(201).json(await enrolledAnswer(db, enrolled))
  })

  router.post('/v1/keys/:id/revoke', authentication.waiting, async (request, response) => {
    const { personId, keyId: sessionKeyId } = authentication.personOf(request)
    const asked = { keyId: String(request.params['id']), personId, sessionKeyId }
    await checkGivingUp(db, asked)
    await process.revokeKey(asked)
    response.status(204).end()
  })

  return router
}
