import type { Page, Response } from 'playwright-core'

/** Whatever is known of a page: to look for what nobody there may know. */
export interface Received {
  /** Everything the service has sent it so far, by place; what is encoded in an answer is decoded as well. */
  sent(): Promise<Map<string, string>>
  /** What it holds now: its document, what assistive technology is told, its title and its storage. */
  holds(): Promise<Map<string, string>>
}

/** Listens from now on; to be called before the page goes anywhere. */
export async function watchReceived(page: Page): Promise<Received> {
  const answers: Promise<readonly [string, string]>[] = []
  const events: string[] = []
  page.on('response', (response) => {
    // Its body ends with the session; what comes by it is heard below.
    if (response.headers()['content-type']?.startsWith('text/event-stream') === true) return
    answers.push(bodyOf(response).then((body) => [`${response.request().method()} ${response.url()}`, body] as const))
  })
  const protocol = await page.context().newCDPSession(page)
  await protocol.send('Network.enable')
  protocol.on('Network.eventSourceMessageReceived', ({ data }) => events.push(data))
  return {
    async sent() {
      const bodies = new Map<string, string>()
      for (const [place, body] of await Promise.all(answers))
        bodies.set(place, `${bodies.get(place) ?? ''}${body}\n${decodedIn(body)}`)
      return bodies.set('events', events.join('\n'))
    },
    async holds() {
      const { nodes } = await protocol.send('Accessibility.getFullAXTree')
      return new Map([
        ['document', await page.content()],
        ['accessibility tree', JSON.stringify(nodes)],
        ['title', await page.title()],
        ['storage', String(await page.evaluate('JSON.stringify([localStorage, sessionStorage])'))],
      ])
    },
  }
}

async function bodyOf(response: Response): Promise<string> {
  // A redirect has none, nor has what was given up.
  return response.text().catch(() => '')
}

/** Statements and presentations travel as base64url. */
function decodedIn(body: string): string {
  const encoded = body.match(/"[\w-]{40,}"/g) ?? []
  return encoded.map((one) => Buffer.from(one.slice(1, -1), 'base64url').toString('utf8')).join('\n')
}
