import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { createOnboarding } from '../directory/propose-onboarding.ts'
import type { DemoCompany } from '../people/found-demo-company.ts'
import { parseOrganisationFile } from '../people/organisation-file.ts'
import { profileRules } from '../platform/config/profile.ts'
import type { Settings } from '../platform/config/settings.ts'
import { packageRoot } from '../platform/package-root.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { databaseUrlOf } from '../process-settings.ts'
import { parsePolicy } from '../risk/policy-document.ts'

/** The company of `examples/organisation.yaml`, for the demo's worker; null in every other profile. */
export function shippedCompany(settings: Settings, kinds: SubjectKinds): DemoCompany | null {
  if (settings.profile !== 'demo') return null
  return {
    openOwner() {
      // A pool reports what breaks while idle; this one is never idle.
      return createDatabase({ url: databaseUrlOf(settings), role: 'migrate', max: 1, onError: () => undefined })
    },
    async read() {
      const path = join(packageRoot(), 'examples/organisation.yaml')
      const file = parseOrganisationFile(await readFile(path, 'utf8'), dirname(path))
      const source = await readFile(file.policyPath, 'utf8')
      return { file, policy: { document: parsePolicy(source), source } }
    },
    proposeOnboarding: createOnboarding(kinds, profileRules(settings.profile).timeScale),
  }
}
