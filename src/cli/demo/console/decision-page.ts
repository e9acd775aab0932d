import type { Locator, Page } from 'playwright-core'
import { z } from 'zod'
import { ChallengeAnswer } from '../../../consent/schema.ts'
import type { OnAnswer } from '../../../platform/http/rest-api.ts'
import { Standing, type Subject } from '../../../sandbox/rest-person.ts'
import type { Figures, HandedIn } from '../colleague.ts'
import { answered } from './answered.ts'

const CHALLENGES = /^\/v1\/challenges$/
const EVIDENCE = /^\/v1\/evidence$/

const Sent = z.object({ challengeId: z.string(), credential: z.record(z.string(), z.unknown()) })

const HIDDEN = 'Amount and account are hidden from you'
const CONTACTED = { none: 'Not at all', video: 'Video call' } as const
export type ContactedBy = keyof typeof CONTACTED

/** What signing came to. */
export interface Signed {
  readonly standing: Standing
  readonly handedIn: HandedIn
}

/** `/orders/:id` and `/subjects/:type/:id`: one thing to decide, with the bar at its foot and the dialogs over it. */
export class DecisionPage {
  readonly #page: Page
  readonly #onAnswer: OnAnswer

  constructor(page: Page, onAnswer: OnAnswer) {
    this.#page = page
    this.#onAnswer = onAnswer
  }

  async open({ type, id }: Subject): Promise<void> {
    await this.#page.goto(type === 'order' ? `/orders/${id}` : `/subjects/${type}/${id}`)
    await this.#page.getByRole('heading', { name: /^(Still|What was) wanted$/ }).waitFor()
    // What is signed is read and shown: the last of the page to be there.
    await this.#page.getByText('Everything that is signed').waitFor()
  }

  says(words: string): Promise<boolean> {
    return this.#page.getByText(words).first().isVisible()
  }

  /** Whether amount and account are to be typed before they are shown. */
  isBlind(): Promise<boolean> {
    return this.#page.getByText(HIDDEN).isVisible()
  }

  async sayContacted(how: ContactedBy, within: Page | Locator = this.#page): Promise<void> {
    const question = within.getByRole('radiogroup', { name: /How were you contacted/ })
    await question.getByRole('radio', { name: CONTACTED[how] }).check()
  }

  async typeFromInvoice({ amount, accountLast4 }: Figures): Promise<void> {
    await this.#page.getByLabel(/Amount on the invoice/).fill(amount)
    await this.#page.getByLabel(/Last four characters of the account/).fill(accountLast4)
  }

  /** Compares what was typed; only then are amount and account there. Throws 422 `BLIND_ENTRY_MISMATCH`. */
  async compareWithPayment(): Promise<void> {
    await answered(this.#page, { path: CHALLENGES }, ChallengeAnswer, this.#onAnswer, () =>
      this.#page.getByRole('button', { name: 'Compare with the payment' }).click(),
    )
    await this.#page.getByText(HIDDEN).waitFor({ state: 'detached' })
    await this.#page.getByText('Type amount and account from the invoice first.').waitFor({ state: 'detached' })
  }

  async mismatch(): Promise<void> {
    await this.#page.getByText('Not the amount or account of this payment').waitFor()
  }

  async sayWhyNot(dialog: Locator, ownWords: string): Promise<void> {
    await dialog.getByRole('radio', { name: 'It looks like fraud.' }).check()
    await dialog.getByLabel('In your own words').fill(ownWords)
    await this.sayContacted('none', dialog)
  }

  /** The last dialog, by one of the bar's buttons. */
  async openDialog(button: 'Sign…' | 'Yes, I asked for exactly this…' | 'Continue…' | RegExp): Promise<Locator> {
    await this.#page.getByRole('region', { name: 'Your decision' }).getByRole('button', { name: button }).click()
    const dialog = this.#page.getByRole('dialog')
    await dialog.getByText('Touch your key', { exact: true }).waitFor()
    return dialog
  }

  async press(dialog: Locator, button: 'Sign with my key' | 'Deny with my key'): Promise<Signed> {
    const { body, sent } = await answered(
      this.#page,
      { path: EVIDENCE, unless: CHALLENGES },
      Standing,
      this.#onAnswer,
      () => dialog.getByRole('button', { name: button }).click(),
    )
    await dialog.waitFor({ state: 'detached' })
    await this.#renewed(body.id)
    return { standing: body, handedIn: Sent.parse(sent) }
  }

  /** Live updates bring what the signature changed, a moment later; a picture is better for it, nothing depends on it. */
  async #renewed(id: string): Promise<void> {
    const isRenewal = (url: URL): boolean => url.pathname.endsWith(`/${id}`)
    await this.#page
      .waitForResponse((answer) => isRenewal(new URL(answer.url())), { timeout: 2_000 })
      .catch(() => undefined)
    await this.#page.waitForTimeout(150)
  }
}
