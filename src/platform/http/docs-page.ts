import { DocsDocument, type DocsContent, type DocsOperation } from './docs-model.ts'
import { renderSchema, schemaAnchor } from './docs-schema.ts'
import { html, type Html } from './html.ts'
import type { OpenApiDocument } from './openapi.ts'

interface Call {
  readonly method: string
  readonly path: string
  readonly room: string
  readonly operation: DocsOperation
}

/** The calls to read, as one page without a script: from our own origin, and nothing from anywhere else. */
export function renderDocs(openApi: OpenApiDocument): string {
  const document = DocsDocument.parse(openApi)
  const { title, version } = document.info
  const calls = callsOf(document)
  const schemas = Object.entries(document.components.schemas)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} ${version}: calls</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <header>
          <h1>${title} <small>${version}</small></h1>
          <p>
            Amounts are decimal strings, times RFC 3339 in UTC, ids opaque. Unknown members and duplicates are refused.
            Errors are <code>application/problem+json</code> with a stable <code>code</code>, and say in
            <code>detail</code> what to do next. For tools: <a href="/openapi.json">openapi.json</a>.
          </p>
        </header>
        <nav aria-label="Calls">${roomsOf(calls).map((room) => renderContents(room, calls))}</nav>
        <main>
          ${calls.map(renderCall)}
          <h2>Schemas</h2>
          ${schemas.map(
            ([name, schema]) =>
              html`<section id="${schemaAnchor(name)}">
                <h3>${name}</h3>
                ${renderSchema(schema)}
              </section>`,
          )}
        </main>
      </body>
    </html>`.text
}

function callsOf(document: DocsDocument): Call[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      return { method: method.toUpperCase(), path, room: operation.tags[0] ?? 'other', operation }
    }),
  )
}

function roomsOf(calls: readonly Call[]): string[] {
  return [...new Set(calls.map(({ room }) => room))]
}

function renderContents(room: string, calls: readonly Call[]): Html {
  const members = calls.filter((call) => call.room === room)
  return html`<h2>${room}</h2>
    <ul>
      ${members.map((call) => html`<li><a href="#${anchorOf(call)}">${call.method} ${call.path}</a> ${call.operation.summary}</li>`)}
    </ul>`
}

function renderCall(call: Call): Html {
  const { summary, description = '', parameters, requestBody, responses } = call.operation
  return html`<section id="${anchorOf(call)}">
    <h3><code>${call.method} ${call.path}</code></h3>
    <p><strong>${summary}</strong> ${description}</p>
    <p>For: ${callersOf(call.operation)}</p>
    ${parameters.length === 0 ? '' : html`<h4>Parameters</h4>`}
    <ul>
      ${parameters.map(
        ({ name, in: place, required, schema }) =>
          html`<li><code>${name}</code> (${place}${required ? ', required' : ''}) ${renderSchema(schema)}</li>`,
      )}
    </ul>
    ${requestBody === undefined ? '' : html`<h4>Body</h4>${renderContent(requestBody.content)}`}
    <h4>Answers</h4>
    <dl>
      ${Object.entries(responses).map(
        ([status, response]) =>
          html`<dt>${status}</dt>
            <dd>${response.description} ${renderContent(response.content ?? {})}</dd>`,
      )}
    </dl>
  </section>`
}

function renderContent(content: DocsContent): Html {
  return html`${Object.entries(content).map(
    ([mediaType, { schema }]) =>
      html`<div><code>${mediaType}</code> ${schema === undefined ? '' : renderSchema(schema)}</div>`,
  )}`
}

function callersOf({ security }: DocsOperation): string {
  const names = security.flatMap((scheme) => Object.keys(scheme))
  if (names.length === 0) return 'anyone'
  return names.map((name) => (name === 'session' ? 'people who signed in' : 'API clients')).join(', ')
}

function anchorOf({ method, path }: Call): string {
  return `${method}-${path.replaceAll(/[^a-z0-9]+/gi, '-')}`.toLowerCase()
}
