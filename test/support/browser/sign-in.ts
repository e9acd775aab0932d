import type { Page } from 'playwright-core'
import { z } from 'zod'

const Challenge = z.object({ challengeId: z.string(), publicKey: z.record(z.string(), z.unknown()) })

/** In the page: what the console does with the options it gets. */
const ASK_KEY = `async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return (await navigator.credentials.get({ publicKey })).toJSON()
}`

/** What the key plugged into the page says to WebAuthn options; rejects as the browser does. */
export async function askKey(page: Page, publicKey: object): Promise<object> {
  return z.record(z.string(), z.unknown()).parse(await page.evaluate(`(${ASK_KEY})(${JSON.stringify(publicKey)})`))
}

/**
 * Signs in without a screen: the page, which must be one of ours, asks its key; the session's cookie is then the
 * context's. The calls go by the context's own cookies but not from the page, whose policy may forbid them.
 */
export async function signInOn(page: Page, email: string): Promise<void> {
  const { origin } = new URL(page.url())
  const post = async (path: string, data: object): Promise<unknown> => {
    const answer = await page.request.post(`${origin}${path}`, { data, headers: { origin } })
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`)
    return answer.json()
  }
  const { challengeId, publicKey } = Challenge.parse(await post('/v1/sessions/challenges', { email }))
  await post('/v1/sessions', { challengeId, credential: await askKey(page, publicKey) })
}
