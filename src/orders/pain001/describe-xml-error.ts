import type { ErrorDetail } from 'libxml2-wasm'

/** libxml2's message with its line, without namespaces and without the value, which may be somebody's account. */
export function describeXmlError(detail: ErrorDetail): string {
  const message = detail.message
    .trim()
    .replaceAll(/\{urn:[^}]*\}/g, '')
    .replace(/The value '.*' (is|has|exceeds)/s, 'The value $1')
    .replace(/: '.*' is not/s, ': The value is not')
  return `Line ${detail.line}: ${message.slice(0, 300)}`
}
