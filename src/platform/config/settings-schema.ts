import ipaddr from 'ipaddr.js'
import { z } from 'zod'

/** `demo` runs on one machine to be looked at, `sandbox` is for integrators, `production` moves money. */
export const PROFILES = ['demo', 'sandbox', 'production'] as const
export type Profile = (typeof PROFILES)[number]

/** The most that an installation can be set to take. */
export const LARGEST_PAYMENT_FILE_MIB = 64

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const port = z.coerce.number('a port').int('a port').min(0, 'a port').max(65_535, 'a port')

const count = (what: string, min: number, max: number) => {
  const expected = `${what}, from ${min} to ${max}`
  return z.coerce.number(expected).int(expected).min(min, expected).max(max, expected)
}

const origin = z.string().refine(isOrigin, 'an origin such as https://approve.example.com, without a path')

const urlOf = (...schemes: readonly string[]): z.ZodString =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    )

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

const aaguid = z
  .string()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'AAGUIDs, separated by commas')
  .toLowerCase()

const network = z
  .string()
  .refine((text) => ipaddr.isValidCIDR(text), 'networks such as 10.0.0.0/8, separated by commas')

/** Where to listen. Both parts are asked for, because a port alone would leave open who can reach it. */
const listenAddress = z
  .string()
  .regex(/^(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/i, 'host:port, such as 127.0.0.1:9464')
  .transform((text) => ({ host: text.slice(0, text.lastIndexOf(':')).replace(/^\[|\]$/g, ''), port: portOf(text) }))

/** As express reads `trust proxy`: how many proxies, or whose addresses; never `true`, which believes anyone. */
const trustProxy = z.string().transform((text, context): number | string[] => {
  if (/^\d$/.test(text)) return Number(text)
  const peers = text.split(',').map((peer) => peer.trim())
  if (peers.every(isProxyPeer)) return peers
  context.addIssue({ code: 'custom', message: 'a number of proxies, or their addresses or networks' })
  return z.NEVER
})

/** As OpenTelemetry has it: `name=value,name=value`, percent-encoded. */
const otlpHeaders = z
  .string()
  .regex(/^[\w-]+=[^,=\s]+(,[\w-]+=[^,=\s]+)*$/, 'name=value, separated by commas')
  .refine((text) => decodes(text), 'percent-encoded values')
  .transform((text) => Object.fromEntries(text.split(',').map(pairOf)))

/** What each variable may hold. A message says what is expected, after "expected". */
export const settingsSchema = z.object({
  PROFILE: z.enum(PROFILES, 'demo, sandbox or production'),
  PORT: port,
  PUBLIC_ORIGIN: origin.optional(),
  RP_ID: z.hostname('a host name').optional(),
  VERIFY_ORIGIN: origin.optional(),
  DATA_DIR: z.string(),
  DATABASE_URL: urlOf('postgres:', 'postgresql:').optional(),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s/:]+(?::\d+)?$|^\[[0-9a-f:]+\]:\d+$/i, 'host:port')
    .optional(),
  TEMPORAL_NAMESPACE: z.string(),
  TEMPORAL_TLS: z.enum(['true', 'false'], 'true or false').optional(),
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: z.string().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: z.string().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
  REDIS_URL: urlOf('redis:', 'rediss:').optional(),
  SMTP_URL: urlOf('smtp:', 'smtps:').optional(),
  MAIL_FROM: z.string().optional(),
  ATTESTATION_ROOTS: list.optional(),
  FIDO_MDS_BLOB: z.string().optional(),
  ALLOWED_AAGUIDS: list.pipe(z.array(aaguid)).optional(),
  GENESIS_CONFIRMATION: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '64 hex digits, as `countersign genesis` prints them')
    .optional(),
  KEYRING: z.string().optional(),
  SIGNER_URL: urlOf('http:', 'https:').optional(),
  TRUST_PROXY: trustProxy.optional(),
  WEBHOOK_ALLOW_NETS: list.pipe(z.array(network)).optional(),
  HEALTH_ADDRESS: listenAddress.optional(),
  API_CONCURRENCY: count('requests in work at a time', 10, 200),
  MAX_CONNECTIONS: count('connections', 50, 50_000),
  CLIENT_REQUESTS_PER_MINUTE: count('requests a minute', 10, 1_000_000),
  PAYMENT_FILE_MIB: count('MiB', 1, LARGEST_PAYMENT_FILE_MIB),
  LOG_LEVEL: z.enum(LOG_LEVELS, LOG_LEVELS.join(', ')),
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf('http:', 'https:').optional(),
  OTEL_EXPORTER_OTLP_HEADERS: otlpHeaders.optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('a share from 0 to 1')
    .min(0, 'a share from 0 to 1')
    .max(1, 'a share from 0 to 1'),
})

export type SettingName = keyof typeof settingsSchema.shape
export type RawSettings = z.output<typeof settingsSchema>

export const SETTING_NAMES: readonly SettingName[] = settingsSchema.keyof().options

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text
}

function pairOf(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), decodeURIComponent(text.slice(at + 1))]
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1))
}

function isProxyPeer(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text) || ['loopback', 'linklocal', 'uniquelocal'].includes(text)
}
