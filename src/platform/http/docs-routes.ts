import { Router } from 'express'
import { renderDocs } from './docs-page.ts'
import { createOpenApi, type ApiCall } from './openapi.ts'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
section { border-top: 1px solid #8886; padding: .5rem 0; overflow-wrap: anywhere; }
h1 small { font-weight: normal; opacity: .8; }
ul { padding-left: 1.25rem; } dd { margin-left: 1.25rem; }
code { font-size: .95em; } .type { font-style: italic; }
:target { outline: 2px solid #58a; outline-offset: .25rem; }
`

/** `/openapi.json` for tools, `/docs` for people. Both are rendered once: they change with the build alone. */
export function docsRoutes(options: { readonly calls: readonly ApiCall[]; readonly origin: string }): Router {
  const router = Router()
  const document = createOpenApi(options.calls, options.origin)
  const page = renderDocs(document)

  router.get('/openapi.json', (_request, response) => {
    response.json(document)
  })

  router.get('/docs', (_request, response) => {
    const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    response.set('Content-Security-Policy', policy).type('html').send(page)
  })

  router.get('/docs/style.css', (_request, response) => {
    response.type('css').send(STYLE)
  })

  return router
}
