import type { Page } from 'playwright-core'
import { z } from 'zod'

const Challenge = z.object({ challengeId: z.string(), publicKey: z.record(z.string(), z.unknown()) })

/** In the page: what the console does with the options it gets. */
const ASK_KEY = `async (options) => {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return (await navigator.credentials.get({ publicKey })).toJSON()
}`

const MAKE_CREDENTIAL = `async (options) => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  return (await navigator.credentials.create({ publicKey })).toJSON()
}`

/** Enrols the key plugged into the page with an invitation; the service must take keys that nobody vouches for. */
export async function enrolOn(page: Page, token: string): Promise<void> {
  const { challengeId, publicKey } = Challenge.parse(await post(page, `/v1/enrolments/${token}/challenges`, {}))
  const credential: unknown = await page.evaluate(`(${MAKE_CREDENTIAL})(${JSON.stringify(publicKey)})`)
  await post(page, `/v1/enrolments/${token}`, { challengeId, credential })
}

/** What the key plugged into the page says to WebAuthn options; rejects as the browser does. */
export async function askKey(page: Page, publicKey: object): Promise<object> {
  return z.record(z.string(), z.unknown()).parse(await page.evaluate(`(${ASK_KEY})(${JSON.stringify(publicKey)})`))
}

/**
 * Signs in without a screen: the page, which must be one of ours, asks its key; the session's cookie is then the
 * context's. The calls go by the context's own cookies but not from the page, whose policy may forbid them.
 */
export async function signInOn(page: Page, email: string): Promise<void> {
  const { challengeId, publicKey } = Challenge.parse(await post(page, '/v1/sessions/challenges', { email }))
  await post(page, '/v1/sessions', { challengeId, credential: await askKey(page, publicKey) })
}

async function post(page: Page, path: string, data: object): Promise<unknown> {
  const { origin } = new URL(page.url())
  const answer = await page.request.post(`${origin}${path}`, { data, headers: { origin } })
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`)
  return answer.json()
}
