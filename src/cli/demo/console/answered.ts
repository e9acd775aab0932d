import type { Page, Response } from 'playwright-core'
import type { z } from 'zod'
import { readAnswer, type OnAnswer } from '../../../platform/http/rest-api.ts'

/** Somebody looks, moves and presses; the service answers within this long, or something is wrong. */
const PATIENCE_MS = 20_000

/** One of the calls that a screen makes. */
export interface Expected {
  readonly path: RegExp
  /** A call on the way to it, whose refusal is the answer. */
  readonly unless?: RegExp
}

/** A call to `path` and what it answered, as a page's own calls are heard by whoever watches the line. */
export interface Heard<T> {
  readonly body: T
  /** What the page sent. */
  readonly sent: unknown
}

/** Does something on a page and takes what the service answers it. Throws the service's refusal. */
export async function answered<T>(
  page: Page,
  { path, unless }: Expected,
  schema: z.ZodType<T>,
  onAnswer: OnAnswer,
  act: () => Promise<void>,
): Promise<Heard<T>> {
  const isAnswer = (response: Response): boolean => {
    if (response.request().method() !== 'POST') return false
    const { pathname } = new URL(response.url())
    return path.test(pathname) || (unless !== undefined && unless.test(pathname) && !response.ok())
  }
  const waiting = page.waitForResponse(isAnswer, { timeout: PATIENCE_MS })
  // Whatever stops the act is told first.
  waiting.catch(() => undefined)
  await act()
  const response = await waiting.catch(async () => {
    const told = await page.getByRole('alert').allInnerTexts()
    throw new Error(
      `The console made no call ${path.source} within ${PATIENCE_MS / 1000} s. It says: ${told.join(' ')}`,
    )
  })
  const call = `POST ${new URL(response.url()).pathname}`
  const answer = readAnswer(call, response.status(), new Headers(), await response.text(), onAnswer)
  return { body: answer.as(schema), sent: response.request().postDataJSON() }
}
