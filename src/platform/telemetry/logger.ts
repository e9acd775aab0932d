import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'
import type { LogLevel } from '../config/settings-schema.ts'
import { redact } from './redact.ts'

export interface LoggerOptions {
  readonly level: LogLevel
  readonly name: string
  readonly destination?: DestinationStream
}

/** JSON lines on standard error, redacted: standard output is for what a person or a supervisor waits for. */
export function createLogger({ level, name, destination = process.stderr }: LoggerOptions): Logger {
  return pino({ level, name, timestamp: stdTimeFunctions.isoTime }, { write: (line) => void destination.write(redact(line)) })
}
