import { CountersignError } from '../../domain/errors.ts'
import type { FieldError } from '../../domain/errors.ts'
import { isLocalOrigin } from './local-origin.ts'
import type { Settings } from './settings-shape.ts'

/** Whoever reads settings. `everything`: one that starts the others, or is one of those that use all of them. */
export type SettingsUser = 'everything' | 'signer' | 'migrate' | 'init'

const PROCESSES: readonly (readonly [SettingsUser, string])[] = [
  ['everything', 'start, api, worker'],
  ['signer', 'signer'],
  ['migrate', 'migrate'],
  ['init', 'init'],
]

type Part = 'database' | 'temporal' | 'origins' | 'attestation' | 'keyring'

const USES: Readonly<Record<SettingsUser, ReadonlySet<Part>>> = {
  everything: new Set(['database', 'temporal', 'origins', 'attestation', 'keyring']),
  // It must not have the keyring, and has no way to Temporal.
  signer: new Set(['database', 'origins', 'attestation']),
  migrate: new Set(['database']),
  init: new Set(['database', 'origins', 'keyring']),
}

/** Which processes would not start with these settings, and why not. */
export function refusalsForProfile(
  settings: Omit<Settings, 'lines'>,
): { processes: string; error: CountersignError }[] {
  return PROCESSES.flatMap(([user, processes]) => {
    const error = refusalFor(settings, user)
    return error === null ? [] : [{ processes, error }]
  })
}

/** Throws `PROFILE_REFUSED` naming, all at once, what may not be in the profile; only `production` refuses anything. */
export function refuseForProfile(settings: Omit<Settings, 'lines'>, user: SettingsUser): void {
  const error = refusalFor(settings, user)
  if (error !== null) throw error
}

function refusalFor(settings: Omit<Settings, 'lines'>, user: SettingsUser): CountersignError | null {
  if (settings.profile !== 'production') return null
  const uses = USES[user]
  const errors = [
    ...(uses.has('temporal') ? refuseEmbeddedTemporal(settings) : []),
    ...(uses.has('database') ? refuseEmbeddedPostgres(settings) : []),
    ...(uses.has('origins') ? refuseOrigins(settings) : []),
    ...(uses.has('attestation') ? refuseTrust(settings) : []),
    ...(uses.has('keyring') ? refuseNoKeyring(settings) : []),
  ]
  if (errors.length === 0) return null
  const reasons = errors.map((error) => `${error.path}: ${error.detail}`).join(' ')
  return new CountersignError({
    code: 'PROFILE_REFUSED',
    status: 500,
    detail: `PROFILE=production does not start with these settings. ${reasons}`,
    errors,
  })
}

function* refuseEmbeddedTemporal({ temporal }: Omit<Settings, 'lines'>): Generator<FieldError> {
  if (temporal.address !== null) return
  yield refusal('TEMPORAL_ADDRESS', 'EMBEDDED_TEMPORAL', 'Missing: the embedded Temporal is a development server.')
}

function* refuseEmbeddedPostgres({ databaseUrl }: Omit<Settings, 'lines'>): Generator<FieldError> {
  if (databaseUrl !== null) return
  yield refusal('DATABASE_URL', 'EMBEDDED_POSTGRES', 'Missing: the embedded PostgreSQL has no backups.')
}

function* refuseOrigins(settings: Omit<Settings, 'lines'>): Generator<FieldError> {
  const origins = { PUBLIC_ORIGIN: settings.publicOrigin, VERIFY_ORIGIN: settings.verifyOrigin }
  for (const [name, origin] of Object.entries(origins)) {
    if (origin === null || origin.startsWith('https:') || isLocalOrigin(origin)) continue
    yield refusal(name, 'INSECURE_ORIGIN', `${origin} is not https.`)
  }
}

function* refuseTrust(settings: Omit<Settings, 'lines'>): Generator<FieldError> {
  if (settings.attestationRoots.length === 0 && settings.fidoMdsBlobPath === null) {
    const detail = 'Missing, and so is FIDO_MDS_BLOB: nobody could enrol a key that is known to be one.'
    yield refusal('ATTESTATION_ROOTS', 'NO_ATTESTATION_ROOTS', detail)
  }
  for (const root of settings.attestationRoots.filter(({ isForTests }) => isForTests)) {
    const subject = root.subject.replaceAll('\n', ', ')
    yield refusal('ATTESTATION_ROOTS', 'TEST_ATTESTATION_ROOT', `"${subject}" in ${root.path} is a root for tests.`)
  }
}

function* refuseNoKeyring({ keyringPath }: Omit<Settings, 'lines'>): Generator<FieldError> {
  if (keyringPath !== null) return
  yield refusal('KEYRING', 'NO_KEYRING', 'Missing: `countersign` generates a keyring only for the demo and sandbox.')
}

function refusal(path: string, code: string, detail: string): FieldError {
  return { path, code, detail }
}
