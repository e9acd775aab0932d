import type { Page } from 'playwright-core'
import { OutcomeAnswer, WorksheetAnswer } from '../../../consent/schema.ts'
import type { OnAnswer } from '../../../platform/http/rest-api.ts'
import { Standing } from '../../../sandbox/rest-person.ts'
import type { z } from 'zod'
import type { Figures } from '../colleague.ts'
import { answered } from './answered.ts'

/** `/calls/:requirement`: one call, from the worksheet to the signature. */
export class CallPage {
  readonly #page: Page
  readonly #onAnswer: OnAnswer

  constructor(page: Page, onAnswer: OnAnswer) {
    this.#page = page
    this.#onAnswer = onAnswer
  }

  async open(requirementId: string): Promise<void> {
    await this.#page.goto(`/calls/${encodeURIComponent(requirementId)}`)
    await this.#page.getByRole('button', { name: 'Open the worksheet', exact: true }).waitFor()
  }

  async openWorksheet(): Promise<z.infer<typeof WorksheetAnswer>> {
    const worksheet = await this.#askWorksheet('Open the worksheet')
    await this.#page.getByRole('button', { name: 'Start the call' }).waitFor()
    return worksheet
  }

  /** Throws 422 `CONTACT_NOT_ON_FILE` for a number that is not. */
  async compareOffered(number: string): Promise<z.infer<typeof WorksheetAnswer>> {
    await this.#page.getByText('Somebody gave you a number?').click()
    await this.#page.getByLabel('Number you were given').fill(number)
    return this.#askWorksheet('Compare and open the worksheet')
  }

  /** An alert says why there is no worksheet. */
  async settle(): Promise<void> {
    await this.#page
      .getByRole('alert')
      .first()
      .waitFor({ timeout: 3_000 })
      .catch(() => undefined)
  }

  async startCall(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Start the call' }).click()
  }

  async writeDown({ amount, accountLast4 }: Figures): Promise<void> {
    await this.#page.getByRole('button', { name: 'End the call' }).click()
    await this.#page.getByRole('radio', { name: /They stated it/ }).check()
    await this.#page.getByLabel('Amount, as heard').fill(amount)
    await this.#page.getByLabel('Account ending, as heard').fill(accountLast4)
  }

  async record(): Promise<z.infer<typeof OutcomeAnswer>> {
    const path = /^\/v1\/callbacks\/[^/]+\/outcome$/
    const { body } = await answered(this.#page, { path }, OutcomeAnswer, this.#onAnswer, () =>
      this.#page.getByRole('button', { name: 'Put on record' }).click(),
    )
    return body
  }

  async sayNotContacted(): Promise<void> {
    const question = this.#page.getByRole('radiogroup', { name: /Did anybody contact you about this/ })
    await question.getByRole('radio', { name: 'No', exact: true }).check()
  }

  async sign(): Promise<Standing> {
    const { body } = await answered(
      this.#page,
      { path: /^\/v1\/evidence$/, unless: /^\/v1\/challenges$/ },
      Standing,
      this.#onAnswer,
      () => this.#page.getByRole('button', { name: 'Sign with security key' }).click(),
    )
    await this.#page.getByText('Your call counts.').waitFor()
    return body
  }

  async #askWorksheet(button: string): Promise<z.infer<typeof WorksheetAnswer>> {
    const { body } = await answered(this.#page, { path: /^\/v1\/callbacks$/ }, WorksheetAnswer, this.#onAnswer, () =>
      this.#page.getByRole('button', { name: button, exact: true }).click(),
    )
    return body
  }
}
