import type { AttestationRoot } from './attestation-roots.ts'
import type { SettingSource } from './read-environment.ts'
import type { LogLevel, Profile, SettingName } from './settings-schema.ts'

export interface SettingLine {
  readonly name: SettingName
  /** As in force, secrets masked; null where unset. */
  readonly value: string | null
  readonly source: SettingSource
}

export interface TemporalSettings {
  /** Null: the embedded server. */
  readonly address: string | null
  readonly namespace: string
  /** Null: plain text. Paths of PEM files; without a CA's the machine's own trusted ones count. */
  readonly tls: {
    readonly serverCaPath: string | null
    readonly clientCertPath: string | null
    readonly clientKeyPath: string | null
    readonly serverName: string | null
  } | null
}

/** How much one API process takes in at a time. */
export interface LimitSettings {
  /** Requests in work, which is also how many database connections they get. */
  readonly concurrency: number
  readonly connections: number
  /** Of one API client. */
  readonly clientRequestsPerMinute: number
  /** Of one payment file, in bytes. */
  readonly fileBytes: number
}

/** Where spans go, by OTLP over HTTP. */
export interface TracingSettings {
  readonly endpoint: string
  /** What the collector asks for, an API key for example. */
  readonly headers: Readonly<Record<string, string>>
  /** Of the traces that begin here: from 0, none, to 1, all. */
  readonly ratio: number
}

export interface Settings {
  readonly profile: Profile
  readonly port: number
  /** Where people and ERPs reach us, e.g. `https://approve.example.com`. */
  readonly publicOrigin: string
  /** WebAuthn RP id: the host of `publicOrigin` or a parent domain of it. */
  readonly rpId: string
  /** The second display, served under another origin; null: none. */
  readonly verifyOrigin: string | null
  readonly dataDir: string
  /** Null: the embedded server. */
  readonly databaseUrl: string | null
  readonly temporal: TemporalSettings
  /** Null: jobs live in PostgreSQL. */
  readonly redisUrl: string | null
  /** Null: mail is written to the log of the demo and nowhere else. */
  readonly smtpUrl: string | null
  readonly mailFrom: string
  readonly attestationRoots: readonly AttestationRoot[]
  /** Path of a FIDO metadata BLOB (a JWS). */
  readonly fidoMdsBlobPath: string | null
  /** Empty: any authenticator model whose attestation is trusted. */
  readonly allowedAaguids: readonly string[]
  /**
   * Leaf hash of the entry by which the administrators confirmed each other, for a signer where what they signed is not
   * on record; null: their signatures are asked for.
   */
  readonly genesisConfirmation: string | null
  /** Path of the keyring; null: one is generated under `dataDir` (never in production). */
  readonly keyringPath: string | null
  /** Null: the signer runs beside us as a child process. */
  readonly signerUrl: string | null
  /** As express's `trust proxy`; false: the peer's address is the client's. */
  readonly trustProxy: false | number | readonly string[]
  /** Private networks that webhooks may reach; without, only public addresses. */
  readonly webhookAllowNets: readonly string[]
  /** Where worker and signer answer `/healthz`, `/readyz` and `/metrics`; null: nowhere. The API does so on its port. */
  readonly healthAddress: { readonly host: string; readonly port: number } | null
  readonly limits: LimitSettings
  readonly logLevel: LogLevel
  /** Null: nothing is traced. */
  readonly tracing: TracingSettings | null
  /** For `countersign config`: every setting as it is in force, secrets masked. */
  readonly lines: readonly SettingLine[]
}
