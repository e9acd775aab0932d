import { Router } from 'express'
import type { ApiCall } from './api-call.ts'
import { renderDocs } from './docs-page.ts'

const STYLE = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
section { border-top: 1px solid #8886; padding: .5rem 0; }
h1 small { font-weight: normal; opacity: .8; }
ul { padding-left: 1.25rem; } dd { margin-left: 1.25rem; }
code { font-size: .95em; } .type { font-style: italic; }
:target { outline: 2px solid #58a; outline-offset: .25rem; }
`

/** For the one page that is one: its own style sheet, and still nothing from anywhere else and no script. */
const PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `/openapi.json` for tools, `/docs` for people. Rendered once: they change with the build alone. */
export function docsRoutes(calls: readonly ApiCall[], document: object): Router {
  const router = Router()
  const page = renderDocs(calls, document)

  router.get('/openapi.json', (_request, response) => {
    response.json(document)
  })

  router.get('/docs', (_request, response) => {
    response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(page)
  })

  router.get('/docs/style.css', (_request, response) => {
    response.type('css').send(STYLE)
  })

  return router
}
