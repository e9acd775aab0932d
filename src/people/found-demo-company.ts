import { conflict, CountersignError } from '../domain/errors.ts'
import type { Instant } from '../domain/instant.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { Db } from '../platform/postgres/database.ts'
import { sqlState } from '../platform/postgres/transaction.ts'
import { openSeed, secretsFrom } from './demo-seed.ts'
import { initOrganisation, type SetUp } from './init-organisation.ts'
import type { OrganisationFile } from './organisation.ts'
import { hashSecret } from './secret.ts'
import { enrolmentHashes } from './store.ts'

/** A shipped company, and what sets it up. */
export interface DemoCompany {
  /** A connection as the owner of the schema, as `countersign init` has it; closed again after use. */
  readonly openOwner: () => Db
  readonly read: () => Promise<{ readonly file: OrganisationFile; readonly policy: SetUp['policy'] }>
  readonly proposeOnboarding: NonNullable<SetUp['proposeOnboarding']>
}

export interface DemoFounding {
  readonly id: string
  /** `sealSeed`, bound to `id`. */
  readonly sealedSeed: string
  /** Nobody waits for it any longer: invitations made after this would reach no one. */
  readonly until: Instant
}

/** PostgreSQL, appendix A: insufficient_privilege. */
const NOT_ALLOWED = '42501'

/**
 * The worker's half of setting up the demo's company: `countersign init` with secrets that the API can make as well.
 * Asked again with the same seed it finds its own work done. Throws 409 ORGANISATION_EXISTS, TOO_LATE, NOT_OWNER.
 */
export async function foundDemoCompany(company: DemoCompany, keyring: Keyring, founding: DemoFounding): Promise<void> {
  const secretOf = secretsFrom(openSeed(keyring, founding.sealedSeed, founding.id))
  const { file, policy } = await company.read()
  const { proposeOnboarding } = company
  const owner = company.openOwner()
  try {
    if (await isFoundedWith(owner, file, secretOf)) return
    if ((await readNow(owner)) > founding.until) {
      throw conflict('TOO_LATE', 'This took too long, and nothing was set up. Try again.')
    }
    await initOrganisation(owner, file, { profile: 'demo', policy, keyring, proposeOnboarding, secretOf })
  } catch (error) {
    throw sqlState(error) === NOT_ALLOWED ? notOwner(error) : error
  } finally {
    await owner.destroy()
  }
}

async function isFoundedWith(
  owner: Db,
  { people: [first] }: OrganisationFile,
  secretOf: (owner: string) => string,
): Promise<boolean> {
  if (first === undefined) return false
  const hash = hashSecret(secretOf(`person:${first.email}`))
  return [...(await enrolmentHashes(owner, 'all')).values()].includes(hash)
}

function notOwner(cause: unknown): CountersignError {
  const detail = "This database's tables belong to somebody else. Run: countersign init examples/organisation.yaml"
  return new CountersignError({ code: 'NOT_OWNER', status: 409, detail, cause })
}
