import { Router } from 'express'
import { demoRoutes, offersDemoCompany } from './demo-routes.ts'
import { enrolmentRoutes } from './enrolment-routes.ts'
import { genesisRoutes } from './genesis-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { listRoutes } from './list-routes.ts'
import { organisationRoutes } from './organisation-routes.ts'
import type { PeopleRoom } from './people-room.ts'
import { sessionRoutes } from './session-routes.ts'

/** Who people are, how they enrol keys and sign in. Changes to people are subjects; there is no way to edit them here. */
export function peopleRoutes(room: PeopleRoom): Router {
  const router = Router()
  if (offersDemoCompany(room)) router.use(demoRoutes(room))
  return router
    .use(enrolmentRoutes(room))
    .use(sessionRoutes(room))
    .use(keyRoutes(room))
    .use(invitationRoutes(room))
    .use(genesisRoutes(room))
    .use(listRoutes(room))
    .use(organisationRoutes(room))
}
