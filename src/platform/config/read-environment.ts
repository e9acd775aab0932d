import { readFileSync } from 'node:fs'

import type { FieldError } from '../../domain/errors.ts'
import { SETTING_NAMES } from './settings-schema.ts'
import type { SettingName } from './settings-schema.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type SettingSource = 'environment' | 'file' | 'default' | 'unset'

export interface EnvironmentValues {
  readonly values: Readonly<Partial<Record<SettingName, string>>>
  readonly sources: Readonly<Record<SettingName, SettingSource>>
  readonly mistakes: readonly FieldError[]
}

const DEFAULTS: Partial<Record<SettingName, string>> = {
  PROFILE: 'demo',
  PORT: '8080',
  DATA_DIR: '.data',
  TEMPORAL_NAMESPACE: 'default',
  API_CONCURRENCY: '20',
  MAX_CONNECTIONS: '2000',
  CLIENT_REQUESTS_PER_MINUTE: '12000',
  PAYMENT_FILE_MIB: '32',
  LOG_LEVEL: 'info',
  OTEL_TRACES_SAMPLER_ARG: '1',
}

/**
 * Each setting from its variable, else from the file that `NAME_FILE` names (as container secrets are mounted), else
 * its default. An empty variable counts as unset, because that is how compose files leave one out.
 */
export function readEnvironment(env: Environment): EnvironmentValues {
  const values: Partial<Record<SettingName, string>> = {}
  const sources = Object.fromEntries(SETTING_NAMES.map((name) => [name, 'unset'])) as Record<SettingName, SettingSource>
  const mistakes: FieldError[] = []
  const take = (name: SettingName, value: string, source: SettingSource): void => {
    values[name] = value
    sources[name] = source
  }

  for (const name of SETTING_NAMES) {
    const value = env[name]?.trim()
    const file = env[`${name}_FILE`]?.trim()
    if (value && file) {
      mistakes.push({ path: name, code: 'SETTING_INVALID', detail: `Give ${name} or ${name}_FILE, not both.` })
    } else if (value) take(name, value, 'environment')
    else if (file) readSecret(name, file, take, mistakes)
    else if (DEFAULTS[name] !== undefined) take(name, DEFAULTS[name], 'default')
  }
  return { values, sources, mistakes }
}

function readSecret(
  name: SettingName,
  file: string,
  take: (name: SettingName, value: string, source: SettingSource) => void,
  mistakes: FieldError[],
): void {
  try {
    take(name, readFileSync(file, 'utf8').trim(), 'file')
  } catch {
    mistakes.push({ path: `${name}_FILE`, code: 'SETTING_INVALID', detail: `Cannot read ${file}.` })
  }
}
