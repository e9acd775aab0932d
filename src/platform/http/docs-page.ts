import type { ApiCall, Who } from './api-call.ts'
import { DocsDocument, type DocsContent, type DocsOperation } from './docs-model.ts'
import { renderSchema, schemaAnchor } from './docs-schema.ts'
import { html, type Html } from './html.ts'

interface Call extends ApiCall {
  readonly operation: DocsOperation
}

const CALLERS: Readonly<Record<Who, string>> = {
  anyone: 'anyone',
  client: 'API clients',
  person: 'people who signed in',
  either: 'API clients, and people who signed in',
}

/** The calls to read, as one page without a script: from our own origin, and nothing from anywhere else. */
export function renderDocs(apiCalls: readonly ApiCall[], openApi: object): string {
  const document = DocsDocument.parse(openApi)
  const calls = apiCalls.flatMap((call): Call[] => {
    const operation = document.paths[call.path]?.[call.method]
    return operation === undefined ? [] : [{ ...call, operation }]
  })
  const { title, version } = document.info
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
        <nav aria-label="Calls">${groupsOf(calls).map((group) => renderContents(group, calls))}</nav>
        <main>
          ${calls.map(renderCall)}
          <h2>Schemas</h2>
          ${Object.entries(document.components.schemas).map(
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

/** The collection a call is about: `payment-orders` of `/v1/payment-orders/{id}`. */
function groupOf({ path }: Call): string {
  return (
    path
      .replace(/^\/v1\//, '')
      .split('/')
      .find((part) => part !== '') ?? path
  )
}

function groupsOf(calls: readonly Call[]): string[] {
  return [...new Set(calls.map(groupOf))]
}

function renderContents(group: string, calls: readonly Call[]): Html {
  const members = calls.filter((call) => groupOf(call) === group)
  return html`<h2>${group}</h2>
    <ul>
      ${members.map((call) => html`<li><a href="#${anchorOf(call)}">${titleOf(call)}</a> ${call.does}</li>`)}
    </ul>`
}

function renderCall(call: Call): Html {
  const { parameters, requestBody, responses } = call.operation
  return html`<section id="${anchorOf(call)}">
    <h3><code>${titleOf(call)}</code></h3>
    <p>${call.does}</p>
    <p>For ${CALLERS[call.who]}.</p>
    ${parameters.length === 0 ? '' : html`<h4>Parameters</h4>`}
    <ul>
      ${parameters.map(
        ({ name, in: place, required, schema }) =>
          html`<li><code>${name}</code> (${place}${required ? ', required' : ''}) ${renderSchema(schema)}</li>`,
      )}
    </ul>
    ${
      requestBody === undefined
        ? ''
        : html`<h4>Body</h4>
            ${renderContent(requestBody.content)}`
    }
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

function titleOf({ method, path }: Call): string {
  return `${method.toUpperCase()} ${path}`
}

function anchorOf(call: Call): string {
  return titleOf(call)
    .replaceAll(/[^a-z0-9]+/gi, '-')
    .toLowerCase()
}
