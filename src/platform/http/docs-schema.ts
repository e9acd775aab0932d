import type { DocsSchema } from './docs-model.ts'
import { html, type Html } from './html.ts'

const COMPONENT = '#/components/schemas/'

export function schemaAnchor(name: string): string {
  return `schema-${name}`
}

/** A schema as nested lists. What has a name of its own is linked, so it cannot go round in circles. */
export function renderSchema(schema: DocsSchema): Html {
  const name = schema.$ref?.startsWith(COMPONENT) ? schema.$ref.slice(COMPONENT.length) : undefined
  if (name !== undefined) return html`<a href="#${schemaAnchor(name)}">${name}</a>`
  return html`<span class="type">${typeOf(schema)}</span> ${schema.description ?? ''} ${renderMembers(schema)}
    ${renderAlternatives(schema)}`
}

function renderMembers({ properties = {}, required = [], items }: DocsSchema): Html {
  const members = Object.entries(properties)
  const list = html`<ul>
    ${members.map(
      ([name, member]) =>
        html`<li><code>${name}</code>${required.includes(name) ? '' : ' (optional)'} ${renderSchema(member)}</li>`,
    )}
  </ul>`
  return html`${members.length === 0 ? '' : list}${items === undefined ? '' : html`of ${renderSchema(items)}`}`
}

function renderAlternatives({ anyOf, oneOf, allOf }: DocsSchema): Html {
  const alternatives = anyOf ?? oneOf ?? allOf
  if (alternatives === undefined) return html``
  return html`${allOf === undefined ? 'one of' : 'all of'}
    <ul>
      ${alternatives.map((alternative) => html`<li>${renderSchema(alternative)}</li>`)}
    </ul>`
}

function typeOf(schema: DocsSchema): string {
  const bounds: readonly (readonly [string, unknown])[] = [
    ['format', schema.format],
    ['at least', schema.minimum],
    ['at most', schema.maximum],
    ['shortest', schema.minLength],
    ['longest', schema.maxLength],
    ['most items', schema.maxItems],
    ['matches', schema.pattern],
    ['one of', schema.enum?.map((value) => JSON.stringify(value)).join(' ')],
    ['without it', schema.default === undefined ? undefined : JSON.stringify(schema.default)],
    ['such as', schema.example === undefined ? undefined : JSON.stringify(schema.example)],
  ]
  const said = bounds.filter(([, value]) => value !== undefined).map(([word, value]) => `${word} ${String(value)}`)
  return [[schema.type ?? []].flat().join(' or '), ...said].filter((part) => part !== '').join(', ')
}
