/** Whoever stands between a person and the service, in the browser or on the way: what each of them changes. */
import { createHash } from 'node:crypto'
import type { Page } from 'playwright-core'

const PRESENTATION = /\/v1\/subjects\/[^/]+\/[^/]+\/presentation/
const CHALLENGES = /\/v1\/challenges$/

/** Replaces text in what the page renders, not in what is to be signed. */
export async function tamperPresentation(page: Page, from: string, to: string): Promise<void> {
  await page.route(PRESENTATION, async (route) => {
    const response = await route.fetch()
    const body = (await response.json()) as { presentation: string }
    const presentation = edited(body.presentation, from, to)
    await route.fulfill({ response, json: { ...body, presentation } })
  })
}

/**
 * Replaces text in the statement that the page gets to sign; `rehashed` gives the key its hash to sign as well, as
 * only the service itself could.
 */
export async function tamperStatement(page: Page, from: string, to: string, rehashed: boolean): Promise<void> {
  await page.route(CHALLENGES, async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    const response = await route.fetch()
    const body = (await response.json()) as { statement: string; digest: string; publicKey: object }
    const statement = edited(body.statement, from, to)
    const hash = createHash('sha256').update(Buffer.from(statement, 'base64url'))
    const digest = hash.copy().digest('hex')
    const publicKey = { ...body.publicKey, challenge: hash.digest('base64url') }
    await route.fulfill({ response, json: { ...body, statement, ...(rehashed && { digest, publicKey }) } })
  })
}

/**
 * Puts a script in front of the console's own, in its own file, which no policy tells from it. It shows `to` where the
 * service says `from`, in what is read as in the statement, and lies about every hash that would give it away.
 */
export async function tamperScript(page: Page, from: string, to: string): Promise<void> {
  await page.route(/\/assets\/index-[^/]+\.js$/, async (route) => {
    const response = await route.fetch()
    const { 'content-encoding': _, 'content-length': __, ...headers } = response.headers()
    await route.fulfill({ status: 200, headers, body: `${smuggled(from, to)}\n${await response.text()}` })
  })
}

function smuggled(from: string, to: string): string {
  return `{
    const [from, to] = ${JSON.stringify([from, to])}
    const decode = (text) => atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    const encode = (text) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    const edit = (text) => encode(decode(text).replaceAll(from, to))
    const signed = new Map()
    const truly = globalThis.fetch
    globalThis.fetch = async (...asked) => {
      const answer = await truly(...asked)
      if (!/presentation|challenges/.test(String(asked[0]))) return answer
      const body = await answer.clone().json()
      if (body.presentation !== undefined) body.presentation = edit(body.presentation)
      if (body.statement !== undefined) {
        body.statement = edit(body.statement)
        signed.set(decode(body.statement), Uint8Array.from(decode(body.publicKey.challenge), (one) => one.charCodeAt(0)))
      }
      return new Response(JSON.stringify(body), { status: answer.status, headers: { 'content-type': 'application/json' } })
    }
    const digest = SubtleCrypto.prototype.digest
    SubtleCrypto.prototype.digest = function (algorithm, bytes) {
      const lie = signed.get(String.fromCharCode(...new Uint8Array(bytes)))
      return lie === undefined ? digest.call(this, algorithm, bytes) : Promise.resolve(lie.buffer)
    }
  }`
}

function edited(base64url: string, from: string, to: string): string {
  const text = Buffer.from(base64url, 'base64url').toString('utf8')
  if (!text.includes(from)) throw new TypeError(`Unexpected bytes: ${from} is not in them`)
  return Buffer.from(text.replaceAll(from, to), 'utf8').toString('base64url')
}
