import { pino, stdTimeFunctions, type Logger } from 'pino'
import type { LogLevel } from '../config/settings-schema.ts'

/** JSON lines on standard error: standard output is for what a person or a supervisor waits for. */
export function createLogger(options: { readonly level: LogLevel; readonly name: string }): Logger {
  return pino({ level: options.level, name: options.name, timestamp: stdTimeFunctions.isoTime }, pino.destination(2))
}
