import { Router, type RequestHandler } from 'express'
import { CountersignError, forbid, notFound } from '../domain/errors.ts'
import type { Role } from '../domain/person.ts'
import type { Db } from '../platform/postgres/database.ts'
import type { Authentication, PersonCaller } from './caller.ts'
import { readKeys } from './key-store.ts'
import { readingOfKeys } from './reading-of-keys.ts'
import type { ClientsAnswer, PersonDetail, PersonView } from './schema.ts'
import { readClients, readGroups, readPeople, readPerson, type Person } from './store.ts'
import { personDetail, personView } from './view-person.ts'

/** Who sees limits, external ids and keys of others. */
const OVERSIGHT: readonly Role[] = ['administrator', 'auditor']

/** Read only: what an organisation has began as stays until a signed change. */
export function listRoutes({ db, authentication }: { db: Db; authentication: Authentication }): Router {
  const router = Router()
  const { person } = authentication

  router.get('/v1/people', authentication.waiting, async (request, response) => {
    const caller = authentication.personOf(request)
    const people = await readPeople(db, 'all')
    response.json({ items: people.filter((one) => mayKnowOf(caller, one)).map(personView) })
  })

  router.get('/v1/people/:id', person, async (request, response) => {
    response.json(await describePerson(db, authentication.personOf(request), String(request.params['id'])))
  })

  router.get('/v1/groups', person, async (_request, response) => {
    const people = (await readPeople(db, 'all')).filter(({ state }) => state !== 'left')
    const groups = await readGroups(db)
    response.json({
      items: groups.map((id) => ({
        id,
        members: people.filter((one) => one.groups.includes(id)).map((one) => one.id),
      })),
    })
  })

  router.get('/v1/clients', person, async (request, response) => {
    if (!oversees(authentication.personOf(request)))
      throw forbid('ROLE', 'Administrators and auditors see the API clients.')
    const items = (await readClients(db)).map(({ id, scopes, channels, state }) => {
      return { id, scopes: [...scopes], channels: [...channels], state }
    })
    response.json({ items } satisfies ClientsAnswer)
  })

  for (const path of ['/v1/people', '/v1/people/:id', '/v1/groups', '/v1/clients']) router.all(path, person, readOnly)
  return router
}

async function describePerson(db: Db, caller: PersonCaller, id: string): Promise<PersonView | PersonDetail> {
  const person = await readPerson(db, id)
  if (person === null) throw notFound('person')
  if (person.id !== caller.personId && !oversees(caller)) return personView(person)
  return personDetail(person, await readKeys(db, [person.id]), await readingOfKeys(db))
}

/** Whoever waits for an administrator to confirm their key learns who these are, and of nobody else. */
function mayKnowOf({ keyState, personId }: PersonCaller, { id, roles }: Person): boolean {
  return keyState !== 'pending' || id === personId || roles.includes('administrator')
}

function oversees(caller: PersonCaller): boolean {
  return OVERSIGHT.some((role) => caller.roles.includes(role))
}

const readOnly: RequestHandler = (_request, response) => {
  response.set('Allow', 'GET, HEAD')
  throw new CountersignError({
    code: 'METHOD_NOT_ALLOWED',
    status: 405,
    detail: 'People, groups and API clients are set up once, from organisation.yaml; they can be read here.',
  })
}
