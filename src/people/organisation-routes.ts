import { Router } from 'express'
import { countCounterparties } from '../directory/counterparties-count.ts'
import { CountersignError } from '../domain/errors.ts'
import { profileRules } from '../platform/config/profile.ts'
import { packageVersion } from '../platform/package-root.ts'
import { offersDemoCompany } from './demo-routes.ts'
import type { PeopleRoom } from './people-room.ts'
import type { InstallationAnswer, OrganisationAnswer } from './schema.ts'
import { readOrganisation, readStructure } from './store.ts'

/** What a screen says about where it is: to anyone what kind of installation this is, to people whose. */
export function organisationRoutes({
  db,
  authentication,
  profile,
  trust,
}: Pick<PeopleRoom, 'db' | 'authentication' | 'profile' | 'trust'>): Router {
  const router = Router()

  router.get('/v1/installation', async (_request, response) => {
    const organisation = await readOrganisation(db)
    const isConfirmed = organisation !== null && organisation.confirmedAt !== null
    const genesis = profileRules(profile).genesisImplied ? 'implied' : isConfirmed ? 'confirmed' : 'pending'
    response.json({
      profile,
      version: packageVersion(),
      organisation: organisation !== null,
      genesis,
      rpId: trust.rpId,
      demoCompany: organisation === null && offersDemoCompany({ profile, trust }),
    } satisfies InstallationAnswer)
  })

  router.get('/v1/organisation', authentication.person, async (_request, response) => {
    const organisation = await readOrganisation(db)
    if (organisation === null) throw notInitialised()
    const { name, baseCurrency, locale } = organisation
    const { entities, accounts } = await readStructure(db)
    response.json({
      ...{ name, baseCurrency, locale, profile },
      entities: entities.map((one) => ({ id: one.id, name: one.name, timeZone: one.time_zone, cutOff: one.cut_off })),
      originatingAccounts: accounts.map(({ id, entity_id: entity, currency, iban }) => {
        return { id, entity, currency, iban: `••••${iban.slice(-4)}` }
      }),
      counterpartiesCount: await countCounterparties(db),
    } satisfies OrganisationAnswer)
  })

  return router
}

function notInitialised(): CountersignError {
  return new CountersignError({
    code: 'NOT_INITIALISED',
    status: 409,
    detail: 'There is no organisation yet. Run: countersign init organisation.yaml',
  })
}
