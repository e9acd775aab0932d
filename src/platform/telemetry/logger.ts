import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'
import { CountersignError } from '../../domain/errors.ts'
import type { LogLevel } from '../config/settings-schema.ts'
import { redact } from './redact.ts'

export interface LoggerOptions {
  readonly level: LogLevel
  readonly name: string
  /** Standard error unless told: standard output is for what a person or a supervisor waits for. */
  readonly destination?: DestinationStream
}

/**
 * JSON lines. Each finished line is read again and redacted, so that nobody has to remember to: not of messages, nested
 * values, bindings or errors.
 */
export function createLogger({ level, name, destination = standardError() }: LoggerOptions): Logger {
  const options = {
    level,
    name,
    timestamp: stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: redactLine },
  }
  return pino(options, destination)
}

/**
 * As Node writes it, at once. pino's own writer, told to flush on the way out, tries for ever where nobody reads any more
 * (EPIPE): the process then outlives whoever started it. A log without a reader is no reason to stay, nor to fall.
 */
function standardError(): DestinationStream {
  if (!process.stderr.listeners('error').includes(unheard)) process.stderr.on('error', unheard)
  return { write: (line) => void process.stderr.write(line) }
}

function unheard(): void {}

function redactLine(line: string): string {
  return `${JSON.stringify(redact(JSON.parse(line)))}\n`
}

const SHOWN = ['code', 'status', 'constraint', 'table', 'schema', 'routine', 'syscall'] as const

/**
 * The fields that may be shown, and no others: a database error carries the row (`detail`) and the query, a client
 * library its request.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const { name: type, message, stack, cause } = error
  const shown = SHOWN.flatMap((field) => {
    const value: unknown = Reflect.get(error, field)
    return typeof value === 'string' || typeof value === 'number' ? [[field, value] as const] : []
  })
  // What was found where; the details are for whoever asked, and may repeat what they wrote.
  const findings = error instanceof CountersignError ? error.errors.map(({ path, code }) => ({ path, code })) : []
  const known = {
    type,
    message,
    ...Object.fromEntries(shown),
    ...(findings.length > 0 ? { findings } : {}),
    stack,
  }
  return cause === undefined || depth > 3 ? known : { ...known, cause: describeError(cause, depth + 1) }
}
