import { Router } from 'express'
import { bodyIfAny } from '../platform/http/unread-body.ts'
import { answerFurtherKey } from './answer-further-key.ts'
import { beginFurtherKey } from './begin-further-key.ts'
import { beginGivingUp } from './begin-giving-up.ts'
import { enrolledAnswer } from './enrolled-answer.ts'
import { checkGivingUp } from './give-up-key.ts'
import { readKeys } from './key-store.ts'
import type { PeopleRoom } from './people-room.ts'
import { FurtherKeyBody, GivingUpBody } from './schema.ts'
import { readingOfKeys } from './reading-of-keys.ts'
import { ownKeyViews } from './view-person.ts'

/** One's own keys. */
export function keyRoutes({ db, authentication, process, trust }: PeopleRoom): Router {
  const router = Router()

  router.get('/v1/keys', authentication.waiting, async (request, response) => {
    const { personId, keyId, keyState } = authentication.personOf(request)
    const own = await readKeys(db, [personId])
    // Whoever holds an invitation is not its owner yet, and learns of no other key of theirs.
    const told = keyState === 'pending' ? own.filter(({ id }) => id === keyId) : own
    response.json({ items: ownKeyViews(told, keyId, await readingOfKeys(db)) })
  })

  router.post('/v1/keys/challenges', authentication.person, async (request, response) => {
    response.status(201).json(await beginFurtherKey(db, trust, authentication.personOf(request).personId))
  })

  router.post('/v1/keys', authentication.person, async (request, response) => {
    const { challengeId, credential: registration, confirmation, label = null } = FurtherKeyBody.parse(request.body)
    const { personId } = authentication.personOf(request)
    const answer = { personId, challengeId, registration, confirmation, label }
    const enrolled = await answerFurtherKey(db, process, trust, answer)
    response.status(201).json(await enrolledAnswer(db, enrolled))
  })

  router.post('/v1/keys/:id/revoke/challenges', authentication.waiting, async (request, response) => {
    const { personId, keyId: sessionKeyId } = authentication.personOf(request)
    const asked = { keyId: String(request.params['id']), personId, sessionKeyId }
    response.status(201).json(await beginGivingUp(db, trust, asked))
  })

  router.post('/v1/keys/:id/revoke', authentication.waiting, async (request, response) => {
    const { personId, keyId: sessionKeyId } = authentication.personOf(request)
    const { challengeId = null, credential = null } = GivingUpBody.parse(bodyIfAny(request))
    const asked = { keyId: String(request.params['id']), personId, sessionKeyId, challengeId }
    await checkGivingUp(db, trust, asked, credential)
    await process.revokeKey(asked)
    response.status(204).end()
  })

  return router
}
