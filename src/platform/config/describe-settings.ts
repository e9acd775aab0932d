import type { EnvironmentValues } from './read-environment.ts'
import { SETTING_NAMES } from './settings-schema.ts'
import type { SettingName } from './settings-schema.ts'
import type { SettingLine, Settings } from './settings-shape.ts'

/** Settings that may carry a secret. Of URLs, where they point may be seen, how one gets in may not; of others nothing. */
const SENSITIVE: ReadonlySet<SettingName> = new Set<SettingName>([
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'SIGNER_URL',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
])

const MASK = '***'

/** What `countersign config` prints. */
export function describeSettings(settings: Settings): readonly SettingLine[] {
  return settings.lines
}

/** `derived` are the values that follow from others where they are not given. */
export function listSettings(
  { values, sources }: EnvironmentValues,
  derived: Readonly<Partial<Record<SettingName, string>>>,
): SettingLine[] {
  return SETTING_NAMES.map((name) => {
    const value = values[name] ?? derived[name] ?? null
    const source = sources[name] === 'unset' && value !== null ? 'default' : sources[name]
    return { name, value: value !== null && SENSITIVE.has(name) ? mask(value) : value, source }
  })
}

/** Of a URL it keeps scheme, host, port and path. A password may also stand in the query, where drivers read options. */
function mask(text: string): string {
  if (!URL.canParse(text)) return MASK
  const url = new URL(text)
  if (url.username !== '') url.username = MASK
  if (url.password !== '') url.password = MASK
  for (const option of new Set(url.searchParams.keys())) url.searchParams.set(option, MASK)
  return url.href
}
