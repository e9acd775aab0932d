import { Router } from 'express'
import { forbid } from '../domain/errors.ts'
import type { PeopleRoom } from './people-room.ts'
import { requireConfirmedKey } from './require-confirmed-key.ts'
import type { InvitationAnswer } from './schema.ts'
import { hashSecret, newSecret } from './secret.ts'

/** A lost invitation is replaced. The new one is shown once, to the administrator, and only its hash goes further. */
export function invitationRoutes({ authentication, process }: PeopleRoom): Router {
  const router = Router()

  router.post('/v1/people/:id/invitations', authentication.person, async (request, response) => {
    const { personId: invitedBy, roles, keyState } = authentication.personOf(request)
    if (!roles.includes('administrator')) throw forbid('ROLE', 'Administrators invite people anew. Ask one of them.')
    requireConfirmedKey(keyState, 'invite anybody')
    const enrolment = newSecret()
    const renewal = { tokenHash: hashSecret(enrolment), personId: String(request.params['id']), invitedBy }
    const renewed = await process.invite(renewal)
    const answer: InvitationAnswer = { ...renewed, enrolment }
    response.status(201).set('Cache-Control', 'no-store').json(answer)
  })

  return router
}
