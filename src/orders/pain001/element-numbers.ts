import { groupedBy } from '../grouped-by.ts'

interface NumberedPath {
  readonly path: string
  readonly steps: readonly { readonly name: string; readonly number: number }[]
}

/**
 * The one way to write the paths of a payment's elements: siblings of one name are numbered from 1 without gaps, and an
 * element that is alone has no number. By path as it was written; two ways to write one element stay two elements.
 */
export function canonicalPaths(paths: readonly string[]): ReadonlyMap<string, string> {
  const canonical = new Map<string, string>()
  renumber(paths.map(parse), 0, [], canonical)
  return canonical
}

function parse(path: string): NumberedPath {
  const steps = path.split('/').map((step) => {
    const [name = '', number = '0'] = step.split(/[[\]]/)
    return { name, number: Number(number) }
  })
  return { path, steps }
}

function renumber(
  siblings: readonly NumberedPath[],
  depth: number,
  above: readonly string[],
  canonical: Map<string, string>,
): void {
  for (const { path, steps } of siblings) if (steps.length === depth) canonical.set(path, above.join('/'))
  for (const [name, namesakes] of groupedBy(siblings, ({ steps }) => steps[depth]?.name)) {
    const elements = [...groupedBy(namesakes, ({ steps }) => steps[depth]?.number)].sort(([a], [b]) => a - b)
    for (const [position, [, below]] of elements.entries())
      renumber(below, depth + 1, [...above, elements.length === 1 ? name : `${name}[${position + 1}]`], canonical)
  }
}
