import type { Grade, PageAnswer } from './page-answer.ts'

const SCRIPT = /<script\b([^>]*)>/gi

/** Where scripts come from and whether their hashes stand in the page (`tests/subresource-integrity.js`). */
export function gradeScripts({ url, headers, body }: PageAnswer): Grade {
  const type = headers.get('content-type') ?? 'text/html'
  if (!/^(?:text\/html|application\/xhtml\+xml)\b/i.test(type)) return { score: 0, finding: 'no page' }
  const scripts = [...body.matchAll(SCRIPT)].map(([, attributes = '']) => attributes)
  const loaded = scripts.flatMap((attributes) => {
    const source = attributeOf(attributes, 'src')
    return source === null ? [] : [{ source, hasHash: attributeOf(attributes, 'integrity') !== null }]
  })
  if (scripts.length === 0) return { score: 0, finding: 'no scripts' }

  const foreign = loaded.filter(({ source }) => new URL(source, url).host !== url.host || source.startsWith('//'))
  const open = foreign.filter(({ source }) => !source.startsWith('https://'))
  if (open.some(({ hasHash }) => !hasHash)) return { score: -50, finding: `from elsewhere, open: ${list(open)}` }
  if (open.length > 0) return { score: -20, finding: `from elsewhere, not by https: ${list(open)}` }
  const unhashed = foreign.filter(({ hasHash }) => !hasHash)
  if (unhashed.length > 0) return { score: -5, finding: `from elsewhere, without integrity: ${list(unhashed)}` }
  if (foreign.length > 0 || loaded.some(({ hasHash }) => hasHash)) return { score: 5, finding: 'with integrity' }
  return { score: 0, finding: 'our own' }
}

function attributeOf(attributes: string, name: string): string | null {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(attributes)
  return match === null ? null : (match[1] ?? match[2] ?? match[3] ?? '')
}

function list(scripts: readonly { readonly source: string }[]): string {
  return scripts.map(({ source }) => source).join(' ')
}
