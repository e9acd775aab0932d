import { Router } from 'express'
import { notFound } from '../domain/errors.ts'
import { plus } from '../domain/instant.ts'
import { now as readNow } from '../platform/clock.ts'
import { isLocalOrigin } from '../platform/config/local-origin.ts'
import { newUuid } from '../platform/ids.ts'
import { bodyIfAny } from '../platform/http/unread-body.ts'
import { requireOwnOrigin } from './caller.ts'
import { DemoCompanyBody, type DemoCompanyAnswer } from './demo-schema.ts'
import { secretsFrom, sealSeed } from './demo-seed.ts'
import type { PeopleRoom } from './people-room.ts'
import { newSecret } from './secret.ts'
import { readClients, readOrganisation, readPeople } from './store.ts'

/** Less than the API waits for its worker. */
const PATIENCE_MS = 15_000

/**
 * Whoever sets up an organisation holds everybody's invitation, so it is done from a browser only where that is
 * harmless: in the demo, on this machine. Everywhere else the call is not there at all.
 */
export function offersDemoCompany({ profile, trust }: Pick<PeopleRoom, 'profile' | 'trust'>): boolean {
  return profile === 'demo' && trust.origins.every(isLocalOrigin)
}

/** The demo's company, from a button; gone (404) as soon as there is an organisation. */
export function demoRoutes({
  db,
  process,
  keyring,
  trust,
  limits,
}: Pick<PeopleRoom, 'db' | 'process' | 'keyring' | 'trust' | 'limits'>): Router {
  const router = Router()

  router.post('/v1/demo/company', limits.perAddress, async (request, response) => {
    requireOwnOrigin(request, trust.origins)
    DemoCompanyBody.parse(bodyIfAny(request))
    if ((await readOrganisation(db)) !== null) throw notFound('page')

    const [id, seed] = [newUuid(), newSecret()]
    const until = plus(await readNow(db), PATIENCE_MS)
    await process.foundDemoCompany({ id, sealedSeed: sealSeed(keyring, seed, id), until })

    const secretOf = secretsFrom(seed)
    const people = await readPeople(db, 'all')
    const clients = await readClients(db)
    const answer: DemoCompanyAnswer = {
      organisation: { name: (await readOrganisation(db))?.name ?? '' },
      people: Object.fromEntries(
        people.map(({ id: personId, email, name }) => {
          return [email, { id: personId, name, enrolment: secretOf(`person:${email}`) }]
        }),
      ),
      clients: Object.fromEntries(clients.map((client) => [client.id, { secret: secretOf(`client:${client.id}`) }])),
    }
    response.status(201).set('Cache-Control', 'no-store').json(answer)
  })

  return router
}
