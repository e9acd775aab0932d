import { Router } from 'express'
import { answerGenesis } from './answer-genesis.ts'
import { beginGenesis } from './begin-genesis.ts'
import { encodeBase64url } from './keys/base64url.ts'
import type { PeopleRoom } from './people-room.ts'
import { GenesisBody, GenesisChallengeBody } from './schema.ts'

/** Two administrators confirm each other's key; nothing is released before. */
export function genesisRoutes({ db, authentication, process, trust }: PeopleRoom): Router {
  const router = Router()

  router.post('/v1/genesis/challenges', authentication.waiting, async (request, response) => {
    const { fingerprint } = GenesisChallengeBody.parse(request.body)
    const { personId } = authentication.personOf(request)
    const { statement, ...challenge } = await beginGenesis(db, trust, { personId, fingerprint })
    response.status(201).json({ ...challenge, statement: encodeBase64url(statement) })
  })

  router.post('/v1/genesis/confirmations', authentication.waiting, async (request, response) => {
    const answer = GenesisBody.parse(request.body)
    const { personId } = authentication.personOf(request)
    response.status(201).json(await answerGenesis(db, process, trust, { ...answer, personId }))
  })

  return router
}
