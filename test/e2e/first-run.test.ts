import { jest } from '@jest/globals'
import type { Browser, Locator, Page } from 'playwright-core'
import { z } from 'zod'
import { launchChromium } from '../../src/embedded/chromium/launch-chromium.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { watchFaults, type Faults } from '../support/browser/faults.ts'
import { openPasskey } from '../support/browser/passkey.ts'
import { openAlbum } from '../support/browser/screenshots.ts'
import { describeWithService, startService, type Service } from '../support/service.ts'

const Orders = z.object({ items: z.array(z.object({ externalId: z.string(), state: z.string() })) })

/** Controls that are not called by what is written on them (WCAG 2.5.3); not among axe's usual rules. */
const MISNAMED = `axe.run(document, { runOnly: { type: 'rule', values: ['label-content-name-mismatch'] } })
  .then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)))`

// From an empty installation to a release token, by what is on screen alone. Every test goes on where the last one ended.
describeWithService('The guided first run', () => {
  const album = openAlbum('first run')
  let service: Service
  let browser: Browser
  let page: Page
  let faults: Faults
  jest.setTimeout(240_000)

  beforeAll(async () => {
    service = await startService({ isEmpty: true, env: { ATTESTATION_ROOTS: '' } })
    browser = await launchChromium({ onProgress: () => {}, log: () => {} })
    const context = await browser.newContext({ baseURL: service.origin, locale: 'en-GB' })
    faults = await watchFaults(context, service.origin)
    // Nobody is signed in at first; later Ana is refused what she may not do. The browser notes both.
    faults.allow(/console: Failed to load resource.*(401|403)/)
    page = await context.newPage()
    page.setDefaultTimeout(45_000)
    await openPasskey(page)
  }, 420_000)
  afterEach(() => expect(faults.found).toEqual([]))
  afterAll(async () => {
    await browser.close()
    await service.stop()
  }, 60_000)

  const tour = (): Locator => page.getByRole('complementary', { name: 'Guided tour' })
  const step = (title: string): Promise<void> => page.getByRole('heading', { level: 2, name: title }).waitFor()
  const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click()
  const become = (name: string): Promise<void> => press(new RegExp(`^Become ${name} `))
  /** Whoever is at work has not been contacted by anybody. */
  const contacted = (): Promise<void> => page.getByRole('radio', { name: 'Not at all' }).check()

  async function sign(open: string): Promise<void> {
    await press(open)
    await press('Sign with my key')
    await page.getByText('Signed and recorded.').waitFor()
  }

  /** As they read it on the sheet of paper beside the payment. */
  async function approveFromInvoice(): Promise<void> {
    await page.getByText('Amount and account are hidden from you').waitFor()
    expect(await page.locator('#content').innerText()).not.toMatch(/214[,.\s]?000/)
    await contacted()
    await page.getByRole('textbox', { name: 'Amount on the invoice, in EUR' }).fill('214000.00')
    await page.getByRole('textbox', { name: 'Last four characters of the account on the invoice' }).fill('1788')
    await press('Compare with the payment')
    await page.getByText('Amount and account are hidden from you').waitFor({ state: 'detached' })
    await sign('Sign…')
  }

  it('leads a newcomer to the one thing there is to do', async () => {
    await page.goto('/')
    await page.waitForURL('**/welcome')
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
    expect(await findBarriers(page, 'welcome', album)).toEqual([])
  })

  it('sets the company up and gives everybody a passkey', async () => {
    await press('Set up the demo company')
    await page.waitForURL('**/tour')
    await step('Six people, one passkey each')
    expect(await findBarriers(page, 'tour', album)).toEqual([])
    for (const [index, name] of ['Ben', 'Ivy', 'Ana', 'Cleo', 'Dan', 'Eve'].entries()) {
      await press(`Enrol ${name}`)
      if (index < 5) await page.getByText('✓ enrolled').nth(index).waitFor()
    }
    await step('Put the supplier on file: Ben')
  })

  it('puts the supplier on file with two signatures', async () => {
    for (const name of ['Ben', 'Ivy']) {
      await step(`Put the supplier on file: ${name}`)
      await become(name)
      await tour().getByText(`You are ${name}`).waitFor()
      // Before anybody has signed in, nothing says where the change is.
      if (new URL(page.url()).pathname === '/') await tour().getByRole('link', { name: 'Open it' }).click()
      await page.waitForURL('**/subjects/account-change/*')
      await contacted()
      await sign('Sign…')
    }
    await step('The fraud: a video call')
  })

  it('lets the fraud be sent, and stops it: not by Ana, by the person it claims to come from', async () => {
    await become('Ana')
    await press('Send the payment')
    await step('Ask the real Cleo')
    await page.waitForURL('**/orders/*')
    await press('Let Ana approve it herself')
    await tour()
      .getByText(/^The service refuses:/)
      .waitFor()
    expect(await findBarriers(page, 'fraud', album)).toEqual([])
    // Nobody has a number of a payee that nobody knows.
    const nobody = page.getByText('Nobody can make the call to the payee: no phone number of theirs is on file.')
    await nobody.scrollIntoViewIfNeeded()
    await album.take(page, 'nobody to call')
    expect(await page.evaluate(MISNAMED)).toEqual([])
    await become('Cleo')
    await tour().getByText('You are Cleo').waitFor()
    await press('No, I did not…')
    const dialog = page.getByRole('dialog', { name: 'Deny this' })
    await dialog.getByRole('radio', { name: 'We did not expect this payment.' }).check()
    await dialog.getByRole('radio', { name: 'Not at all' }).check()
    await press('Deny with my key')
    await page.getByText('Denied and recorded. It goes no further.').waitFor()
    await step('Its honest twin')
  })

  it('collects for the honest twin what nobody could fake', async () => {
    await press('Let the ERP send it')
    await step('Cleo confirms that she asked')
    await page.waitForURL('**/orders/*')
    await contacted()
    await sign('Yes, I asked for exactly this…')

    for (const name of ['Ben', 'Ivy']) {
      await step(`${name} approves, from the invoice`)
      await become(name)
      await tour().getByText(`You are ${name}`).waitFor()
      await approveFromInvoice()
    }

    await step('Dan calls back')
    await become('Dan')
    await press('Open the worksheet')
    await press('Start the call')
    await press('“What amount is it?”')
    await press('“How does the account end?”')
    await tour().getByText('“One seven eight eight.”').waitFor()
    expect(await findBarriers(page, 'call', album)).toEqual([])
    await press('End the call')
    await page.getByRole('radio', { name: 'They stated it' }).check()
    await page.getByRole('textbox', { name: 'Amount, as heard' }).fill('214000.00')
    await page.getByRole('textbox', { name: 'Account ending, as heard' }).fill('1788')
    await press('Put on record')
    await page.getByRole('radio', { name: 'No', exact: true }).check()
    await press('Sign with security key')
    await page.getByRole('heading', { name: 'Signed' }).waitFor()

    await step('Eve reviews it')
    await become('Eve')
    await tour().getByText('You are Eve').waitFor()
    await contacted()
    await press('Continue…')
    await page.getByRole('textbox', { name: 'What did you check?' }).fill('Invoice, contract and call agree.')
    await press('Sign with my key')
    await page.getByText('Signed and recorded.').waitFor()
  })

  it('ends with the token by which the ERP pays the twin, and with the fraud unpaid', async () => {
    await page.getByRole('heading', { level: 2, name: 'Released' }).waitFor({ timeout: 120_000 })
    await tour().getByRole('heading', { name: 'What the token says' }).waitFor()
    await tour().getByText('iss', { exact: true }).waitFor()
    expect(await findBarriers(page, 'token', album)).toEqual([])
    const orders = Orders.parse(await (await page.request.get('/v1/payment-orders?limit=10')).json())
    const states = Object.fromEntries(orders.items.map(({ externalId, state }) => [externalId, state]))
    expect(states).toEqual({ 'MERIDIAN-CLOSING-1': 'denied', 'INV-4711': 'released' })
  })
})
