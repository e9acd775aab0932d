import { Router } from 'express'
import { answerEnrolment } from './answer-enrolment.ts'
import { beginEnrolment } from './begin-enrolment.ts'
import { requireOwnOriginIfAny } from './caller.ts'
import { enrolledAnswer } from './enrolled-answer.ts'
import type { PeopleRoom } from './people-room.ts'
import { EnrolmentBody } from './schema.ts'

/** For whoever holds an invitation; nothing else identifies them yet. */
export function enrolmentRoutes(room: PeopleRoom): Router {
  const { db, trust, limits } = room
  const router = Router()

  router.post('/v1/enrolments/:token/challenges', limits.perAddress, async (request, response) => {
    requireOwnOriginIfAny(request, trust.origins)
    response.status(201).json(await beginEnrolment(db, trust, String(request.params['token'])))
  })

  router.post('/v1/enrolments/:token', limits.perAddress, async (request, response) => {
    requireOwnOriginIfAny(request, trust.origins)
    const { challengeId, credential: registration, label = null } = EnrolmentBody.parse(request.body)
    const token = String(request.params['token'])
    const enrolled = await answerEnrolment(room, { token, challengeId, registration, label })
    response.status(201).json(await enrolledAnswer(db, enrolled))
  })

  return router
}
