import { CountersignError } from '../../domain/errors.ts'
import type { FieldError } from '../../domain/errors.ts'
import { isLocalOrigin } from './local-origin.ts'
import { readAttestationRoots } from './attestation-roots.ts'
import { listSettings } from './describe-settings.ts'
import { readEnvironment } from './read-environment.ts'
import type { Environment } from './read-environment.ts'
import { refuseForProfile } from './refuse-for-profile.ts'
import type { SettingsUser } from './refuse-for-profile.ts'
import { settingsSchema } from './settings-schema.ts'
import type { RawSettings } from './settings-schema.ts'
import type { Settings, TemporalSettings, TracingSettings } from './settings-shape.ts'

export type { Settings, TemporalSettings } from './settings-shape.ts'

/**
 * Settings from environment variables, or from the file that `NAME_FILE` names. Throws one `CountersignError` that
 * lists everything that is wrong: `SETTINGS_INVALID`, or `PROFILE_REFUSED` for what `production` does not allow. `user`
 * says which process reads them: it is not asked for what it has no use for, so that nobody hands it more.
 */
export function readSettings(env: Environment, user: SettingsUser = 'everything'): Settings {
  const settings = parseSettings(env)
  refuseForProfile(settings, user)
  return settings
}

/** The same whatever the profile refuses: for a list of what is in force, which is wanted above all when something is. */
export function parseSettings(env: Environment): Settings {
  const environment = readEnvironment(env)
  const parsed = settingsSchema.safeParse(environment.values)
  const mistakes = [...environment.mistakes, ...(parsed.success ? [] : parsed.error.issues.map(asMistake))]
  if (!parsed.success) throw invalid(mistakes)
  const raw = parsed.data

  const publicOrigin = raw.PUBLIC_ORIGIN ?? `http://localhost:${raw.PORT}`
  const host = new URL(publicOrigin).hostname
  const rpId = raw.RP_ID ?? host
  if (host !== rpId && !host.endsWith(`.${rpId}`)) {
    mistakes.push(mistake('RP_ID', `Expected ${host} or a parent domain of it, because the browser accepts no other.`))
  }
  const roots = readAttestationRoots(raw.ATTESTATION_ROOTS ?? [])
  mistakes.push(...roots.mistakes)
  if (mistakes.length > 0) throw invalid(mistakes)

  const settings: Omit<Settings, 'lines'> = {
    profile: raw.PROFILE,
    port: raw.PORT,
    publicOrigin,
    rpId,
    verifyOrigin: raw.VERIFY_ORIGIN ?? null,
    dataDir: raw.DATA_DIR,
    databaseUrl: raw.DATABASE_URL ?? null,
    temporal: temporalSettings(raw),
    redisUrl: raw.REDIS_URL ?? null,
    smtpUrl: raw.SMTP_URL ?? null,
    mailFrom: raw.MAIL_FROM ?? `Countersign <countersign@${rpId}>`,
    attestationRoots: roots.roots,
    fidoMdsBlobPath: raw.FIDO_MDS_BLOB ?? null,
    allowedAaguids: raw.ALLOWED_AAGUIDS ?? [],
    genesisConfirmation: raw.GENESIS_CONFIRMATION ?? null,
    keyringPath: raw.KEYRING ?? null,
    signerUrl: raw.SIGNER_URL ?? null,
    trustProxy: raw.TRUST_PROXY ?? false,
    webhookAllowNets: raw.WEBHOOK_ALLOW_NETS ?? [],
    healthAddress: raw.HEALTH_ADDRESS ?? null,
    limits: {
      concurrency: raw.API_CONCURRENCY,
      connections: raw.MAX_CONNECTIONS,
      clientRequestsPerMinute: raw.CLIENT_REQUESTS_PER_MINUTE,
      fileBytes: raw.PAYMENT_FILE_MIB * 1024 * 1024,
    },
    logLevel: raw.LOG_LEVEL,
    tracing: tracingSettings(raw),
  }
  const derived = { PUBLIC_ORIGIN: publicOrigin, RP_ID: rpId, MAIL_FROM: settings.mailFrom }
  return deepFreeze({ ...settings, lines: listSettings(environment, derived) })
}

/** Whether people reach this installation on the machine itself, where http is a secure context too. */
export function isLocal(settings: Pick<Settings, 'publicOrigin'>): boolean {
  return isLocalOrigin(settings.publicOrigin)
}

function tracingSettings(raw: RawSettings): TracingSettings | null {
  if (raw.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return null
  return {
    endpoint: raw.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: raw.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    ratio: raw.OTEL_TRACES_SAMPLER_ARG,
  }
}

function temporalSettings(raw: RawSettings): TemporalSettings {
  const tls = {
    serverCaPath: raw.TEMPORAL_TLS_SERVER_CA_CERT_PATH ?? null,
    clientCertPath: raw.TEMPORAL_TLS_CLIENT_CERT_PATH ?? null,
    clientKeyPath: raw.TEMPORAL_TLS_CLIENT_KEY_PATH ?? null,
    serverName: raw.TEMPORAL_TLS_SERVER_NAME ?? null,
  }
  const wanted = raw.TEMPORAL_TLS === 'true' || (raw.TEMPORAL_TLS === undefined && Object.values(tls).some(Boolean))
  return { address: raw.TEMPORAL_ADDRESS ?? null, namespace: raw.TEMPORAL_NAMESPACE, tls: wanted ? tls : null }
}

function asMistake(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): FieldError {
  return mistake(String(issue.path[0]), `Expected ${issue.message}.`)
}

function mistake(path: string, detail: string): FieldError {
  return { path, code: 'SETTING_INVALID', detail }
}

function invalid(errors: readonly FieldError[]): CountersignError {
  const detail = errors.map((error) => `${error.path}: ${error.detail}`).join(' ')
  return new CountersignError({ code: 'SETTINGS_INVALID', status: 500, detail, errors })
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
