import { dirname, resolve } from 'node:path'
import { CountersignError } from '../domain/errors.ts'
import type { PolicyDocument } from '../domain/policy.ts'
import { initOrganisation, type Handout, type SetUp } from '../people/init-organisation.ts'
import { parseOrganisationFile } from '../people/organisation-file.ts'
import type { OrganisationFile } from '../people/organisation.ts'
import { readSettings, type Settings } from '../platform/config/settings.ts'
import { openKeyring } from '../platform/keyring.ts'
import { createDatabase } from '../platform/postgres/database.ts'
import { sqlState } from '../platform/postgres/transaction.ts'
import { writeInvitations } from '../sandbox/invitations-file.ts'
import { readText } from './read-text.ts'
import { readRuntime } from './runtime-file.ts'
import { createSecretFile } from '../platform/secret-file.ts'

/** What set-up needs of other rooms. */
export interface InitParts {
  /** Reads a policy as its author wrote it; throws 422 POLICY_INVALID. */
  readonly parsePolicy: (yaml: string) => PolicyDocument
  /** The directory's, given the profile in force. */
  readonly proposeOnboarding?: (profile: Settings['profile']) => NonNullable<SetUp['proposeOnboarding']>
}

export interface InitRequest {
  /** Path of organisation.yaml. */
  readonly file: string
  /** Where secrets go instead of the screen. */
  readonly json?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Creates the organisation and answers with what to show: every secret, or where they are. */
export async function init(parts: InitParts, request: InitRequest): Promise<string> {
  const path = resolve(request.file)
  const file = parseOrganisationFile(await readText(path), dirname(path))
  const source = await readText(file.policyPath)
  const policy = { document: parts.parsePolicy(source), source }
  const { settings, databaseUrl, origin, profile } = await whereItRuns(request.env)
  const keyring = openKeyring({ ...settings, profile })
  const secrets = request.json === undefined ? null : await createSecretFile(request.json)
  const db = createDatabase({ url: databaseUrl, role: 'migrate', max: 1, onError: () => undefined })
  try {
    const handout = await initOrganisation(db, file, {
      ...{ profile, policy, keyring },
      ...(parts.proposeOnboarding && { proposeOnboarding: parts.proposeOnboarding(profile) }),
      handOver: async (secret) => {
        await secrets?.write(`${JSON.stringify(secret, null, 2)}\n`)
        const automatic = file.people.flatMap(({ email, automatic: isAutomatic }) => (isAutomatic ? [email] : []))
        if (automatic.length > 0) await writeInvitations(settings.dataDir, pick(secret.people, automatic))
      },
    }).catch(async (error: unknown) => {
      await secrets?.discard()
      throw NOT_THERE.has(sqlState(error) ?? '') ? notMigrated(error) : error
    })
    await secrets?.keep()
    return request.json === undefined ? printed(file, handout, origin) : summary(file, request.json)
  } finally {
    await db.destroy()
  }
}

function pick<T>(all: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))
}

/** PostgreSQL, appendix A: undefined_table, undefined_function. */
const NOT_THERE: ReadonlySet<string> = new Set(['42P01', '42883'])

function notMigrated(cause: unknown): CountersignError {
  const detail = 'The database is empty. Run: countersign migrate'
  return new CountersignError({ code: 'NOT_MIGRATED', status: 500, detail, cause })
}

interface Place {
  readonly settings: Settings
  readonly databaseUrl: string
  readonly origin: string
  readonly profile: Settings['profile']
}

/** The database of our own settings, else that of the service that runs here. */
async function whereItRuns(env: InitRequest['env']): Promise<Place> {
  const settings = readSettings(env, 'init')
  const runtime = await readRuntime(settings.dataDir)
  const databaseUrl = settings.databaseUrl ?? runtime?.databaseUrl
  if (databaseUrl === undefined) {
    const detail = 'No service runs here. Start it first (npm start), or set DATABASE_URL to its database.'
    throw new CountersignError({ code: 'NOT_RUNNING', status: 500, detail })
  }
  // The service's own word counts: set up for another profile, its organisation would never be accepted.
  const running = runtime?.databaseUrl === databaseUrl ? runtime : null
  const profile = running?.profile ?? settings.profile
  if (env['PROFILE'] !== undefined && env['PROFILE'] !== profile) {
    const detail = `The service runs with PROFILE=${profile}; run this with the same.`
    throw new CountersignError({ code: 'PROFILE_DIFFERS', status: 500, detail })
  }
  return { settings, databaseUrl, origin: running?.origin ?? settings.publicOrigin, profile }
}

function printed(file: OrganisationFile, handout: Handout, origin: string): string {
  return [
    `${file.organisation.name} is set up. What follows is shown this once: hand each to its owner.`,
    '',
    'Invitations (to be opened with the security key at hand)',
    // Behind the #, where it reaches no server's log.
    ...Object.entries(handout.people).map(([email, { enrolment }]) => `  ${email}  ${origin}/enrol#${enrolment}`),
    ...section('API clients', Object.entries(handout.clients)),
    ...section('Webhooks', Object.entries(handout.webhooks)),
  ].join('\n')
}

function section(title: string, secrets: readonly [string, { readonly secret: string }][]): string[] {
  return secrets.length === 0 ? [] : ['', title, ...secrets.map(([name, { secret }]) => `  ${name}  ${secret}`)]
}

function summary(file: OrganisationFile, json: string): string {
  return `${file.organisation.name} is set up. Its secrets are in ${json}, which only you can read: hand each to its owner, then delete the file.`
}
