import { resolve } from 'node:path'
import { interpretOrganisation } from './organisation-file/interpret-organisation.ts'
import { organisationSchema } from './organisation-file/schema.ts'
import type { OrganisationFile } from './organisation.ts'
import { fileErrors, readYaml, refuseFile } from './yaml-file.ts'

const FILE = { name: 'organisation.yaml', code: 'ORGANISATION_INVALID' }

/**
 * Reads organisation.yaml; the path of its policy counts from `folder`. Throws 422 `ORGANISATION_INVALID` with every
 * mistake it finds, each with its path (`people[2].limits[0].perOrder`) and what to write instead.
 */
export function parseOrganisationFile(yaml: string, folder: string): OrganisationFile {
  const parsed = organisationSchema.safeParse(readYaml(yaml, FILE), { reportInput: true })
  if (!parsed.success) throw refuseFile(FILE, fileErrors(parsed.error.issues, FILE))
  const { file, errors } = interpretOrganisation(parsed.data)
  if (errors.length > 0) throw refuseFile(FILE, errors)
  return { ...file, policyPath: resolve(folder, parsed.data.policy) }
}
