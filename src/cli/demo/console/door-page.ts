import type { Page } from 'playwright-core'
import { EnrolledAnswer, SessionAnswer } from '../../../people/schema.ts'
import type { OnAnswer } from '../../../platform/http/rest-api.ts'
import { answered } from './answered.ts'

/** `/enrol` and `/sign-in`: the screens before one is anybody. */
export class DoorPage {
  readonly #page: Page
  readonly #onAnswer: OnAnswer

  constructor(page: Page, onAnswer: OnAnswer) {
    this.#page = page
    this.#onAnswer = onAnswer
  }

  /** The secret stands behind the #, as in the link that people are handed. */
  async openInvitation(token: string): Promise<void> {
    await this.#page.goto(`/enrol#${token}`)
    await this.#page.getByRole('heading', { name: 'Enrol your security key' }).waitFor()
  }

  async enrol(label: string): Promise<EnrolledAnswer> {
    await this.#page.getByLabel('Name of this key').fill(label)
    const path = /^\/v1\/enrolments\/[^/]+$/
    const { body } = await answered(
      this.#page,
      { path, unless: /^\/v1\/enrolments\/[^/]+\/challenges$/ },
      EnrolledAnswer,
      this.#onAnswer,
      () => this.#page.getByRole('button', { name: 'Enrol security key' }).click(),
    )
    await this.#page.getByRole('heading', { name: 'Your key is enrolled' }).waitFor()
    return body
  }

  async signIn(email: string): Promise<void> {
    await this.#page.goto('/sign-in')
    await this.#page.getByLabel('E-mail address').fill(email)
    await answered(
      this.#page,
      { path: /^\/v1\/sessions$/, unless: /^\/v1\/sessions\/challenges$/ },
      SessionAnswer,
      // A step is what somebody does once they are in.
      () => undefined,
      () => this.#page.getByRole('button', { name: 'Sign in with security key' }).click(),
    )
    await this.#page.waitForURL('/')
  }
}
