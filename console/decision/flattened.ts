/**
 * Every value in a JSON document with its path, in the document's order: `['content.payment.amount', '12500.00']`.
 * What is empty is there too, so that nothing which is signed goes unseen.
 */
export function flattened(value: unknown, path = ''): [path: string, value: string][] {
  if (typeof value !== 'object' || value === null) return [[path, typeof value === 'string' ? value : String(value)]]
  const members = Object.entries(value)
  if (members.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']]
  return members.flatMap(([name, below]) => flattened(below, path === '' ? name : `${path}.${name}`))
}
