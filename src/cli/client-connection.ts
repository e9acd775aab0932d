import { Option, type Command } from 'commander'
import { CountersignError } from '../domain/errors.ts'
import { readSettings } from '../platform/config/settings.ts'
import { Refusal } from '../platform/http/rest-api.ts'
import { createErp, type Erp } from '../sandbox/rest-erp.ts'
import { readText } from './read-text.ts'
import { readRuntime } from './runtime-file.ts'

export interface ConnectionOptions {
  readonly origin?: string | undefined
  readonly secretFile?: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

const SECRET = 'COUNTERSIGN_CLIENT_SECRET'

/** Where to call and as whom: what every command that speaks as an API client takes. */
export function withConnection(command: Command): Command {
  return command
    .addOption(new Option('--origin <url>', 'the service to call; without it, the one that runs here'))
    .addOption(new Option('--secret-file <file>', `holds the API client's secret; without it, ${SECRET} does`))
}

export async function connect(options: ConnectionOptions, env: Environment): Promise<Erp> {
  const secret = await readSecret(options, env)
  // The service knows by the secret which client this is.
  return createErp({ origin: await originOf(options, env) }, { clientId: '', secret })
}

/** Where the service is: as told, else as the one that runs here says of itself, else as the settings say. */
async function originOf({ origin }: ConnectionOptions, env: Environment): Promise<string> {
  if (origin !== undefined) return new URL(origin).origin
  const settings = readSettings(env)
  const runtime = await readRuntime(settings.dataDir)
  return runtime?.origin ?? settings.publicOrigin
}

async function readSecret({ secretFile }: ConnectionOptions, env: Environment): Promise<string> {
  const text = secretFile === undefined ? env[SECRET] : await readText(secretFile)
  const secret = text?.trim() ?? ''
  if (secret !== '') return secret
  const detail = `Set ${SECRET} to the API client's secret, or name a file that holds it with --secret-file.`
  throw new CountersignError({ code: 'SECRET_MISSING', status: 500, detail })
}

/** A refusal or fault in the words of a terminal. */
export function explain(error: unknown): string {
  if (error instanceof Refusal) {
    return [`${error.status} ${error.code}: ${error.detail}`, ...error.fields.map((field) => `  ${field}`)].join('\n')
  }
  if (error instanceof CountersignError) return error.detail
  if (!(error instanceof Error)) return String(error)
  // What fetch says of a service that is not there is in its cause.
  const { cause } = error
  const why = cause instanceof Error ? `: ${cause.message || ('code' in cause ? String(cause.code) : cause.name)}` : ''
  return `${error.message}${why}`
}
