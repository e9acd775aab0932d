import type { PageAnswer } from './page-answer.ts'

const ASKER = 'https://elsewhere.example'
/** As a browser asks for a page; for anything else the console is not what an address answers with. */
const ACCEPT = 'text/html,application/xhtml+xml,*/*;q=0.8'

/** A page of a service that stands behind a proxy for TLS; `published` is the https origin that it was told it has. */
export async function observe(origin: string, path: string, published: string): Promise<PageAnswer> {
  const answer = await fetch(`${origin}${path}`, {
    headers: { accept: ACCEPT, origin: ASKER, 'x-forwarded-proto': 'https' },
  })
  return {
    url: new URL(path, published),
    headers: answer.headers,
    body: await answer.text(),
    // TLS and port 80 are the proxy's business.
    plain: null,
    asker: ASKER,
  }
}
