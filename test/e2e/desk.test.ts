import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { OrderView } from '../../src/orders/schema.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { openDialog, pressKey } from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl, tabTo, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText, textOf } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom, strangerCalled } from '../support/invoices.ts'
import { exampleIban, ORGANISATION, SUPPLIER } from '../support/organisation.ts'

/** Hal keeps the desk: asks for payments and proposes payees. */
const PEOPLE = ORGANISATION.people.map((person) =>
  person.email === 'hal@example.com' ? { ...person, roles: ['requester', 'directory_editor'] } : person,
)

const Lines = z.object({ items: z.array(z.object({ id: z.string(), externalId: z.string() })) })

/** The example's payment, by this company to a supplier it knows. */
function pain001({ amount = '214000.00' } = {}): Buffer {
  const file = readFileSync(new URL('../../examples/honest-supplier.xml', import.meta.url), 'utf8')
  const ibans = [ORGANISATION.accounts[0]?.iban ?? '', SUPPLIER.account.iban]
  let replaced = 0
  const own = file.replaceAll(/<IBAN>[^<]+</g, () => `<IBAN>${ibans[replaced++]}<`).replaceAll('214000.00', amount)
  return Buffer.from(own.replace(/<Dt>[^<]+</, `<Dt>${new Date().toISOString().slice(0, 10)}<`))
}

describeWithBrowser('The desk', { organisation: { people: PEOPLE } }, (stage) => {
  const orderCalled = async (externalId: string): Promise<OrderView | undefined> => {
    const { api } = stage().office.person('hal')
    const { items } = (await api.get('/v1/payment-orders?limit=100')).as(Lines)
    const line = items.find((order) => order.externalId === externalId)
    return line === undefined ? undefined : (await api.get(`/v1/payment-orders/${line.id}`)).as(OrderView)
  }

  async function choosePayee(page: Page): Promise<void> {
    await typeInto(page, 'Payee', 'Ateliers', 'combobox')
    await page.getByRole('option', { name: SUPPLIER.name }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('radiogroup', { name: 'Bank account' }).getByRole('radio').focus()
    await page.keyboard.press('Space')
  }

  async function chooseFile(page: Page, buffer: Buffer): Promise<void> {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      pressControl(page, 'button', /^Choose (a|another) file$/),
    ])
    await chooser.setFiles({ name: 'run.xml', mimeType: 'application/xml', buffer })
  }

  it('submits a payment by form: what is missing is said where it is missing, and nothing typed is lost', async () => {
    const { page, faults } = await stage().signedIn('hal')
    faults.allow(/422|400/)
    await page.goto('/submit')
    await seeHeading(page, 'Submit a payment')
    await typeInto(page, 'Reference', 'Tooling, second half')
    await typeInto(page, 'Amount', '12,50')
    await typeInto(page, 'Your number for it', 'DESK-1')
    await pressControl(page, 'button', 'Submit payment')
    // No channel is assumed, and the focus is where it is asked for.
    await seeText(page, 'Choose how the request reached you.')
    expect(await page.locator(':focus').getAttribute('aria-invalid')).toBe('true')
    await page.locator(':focus').selectOption('email')
    await pressControl(page, 'button', 'Submit payment')
    await seeAlert(page, 'Not submitted')
    expect(await page.locator(':focus').getAttribute('aria-invalid')).toBe('true')
    expect(await findBarriers(page, 'submit refused', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(await page.getByRole('textbox', { name: 'Reference' }).inputValue()).toBe('Tooling, second half')
    expect(await page.getByRole('textbox', { name: 'Amount' }).inputValue()).toBe('12,50')
    await choosePayee(page)
    await typeInto(page, 'Amount', '1250.00')
    await tabTo(page, 'combobox', 'From account')
    await page.locator(':focus').selectOption({ index: 1 })
    await page.getByLabel('Execution date').fill(new Date().toISOString().slice(0, 10))
    // Somebody wrote that mail: who, is asked for, and the focus is there.
    await pressControl(page, 'button', 'Submit payment')
    await seeText(page, 'Fill this in.')
    await page.keyboard.insertText('cfo@example.com')
    await pressControl(page, 'button', 'Submit payment')
    await seeHeading(page, 'Submitted')
    expect(await findBarriers(page, 'submitted', stage().album)).toEqual([])
    // How it came is on record as it was said.
    expect(await orderCalled('DESK-1')).toMatchObject({ amount: '1250.00', instruction: { channel: 'email' } })
  })

  it('submits a pain.001 file as a whole, or nothing of it', async () => {
    const { page, faults } = await stage().signedIn('hal')
    faults.allow(/422|400/)
    await page.goto('/submit')
    await page.getByRole('tab', { name: 'A file (pain.001)' }).focus()
    await page.keyboard.press('Enter')
    await pressControl(page, 'button', 'Submit file')
    await seeAlert(page, 'Choose a file first.')
    await chooseFile(page, Buffer.from(pain001().toString().replace('<NbOfTxs>1<', '<NbOfTxs>2<')))
    await tabTo(page, 'combobox', 'Channel')
    await page.locator(':focus').selectOption('erp')
    await pressControl(page, 'button', 'Submit file')
    await seeAlert(page, 'Not submitted')
    expect(await findBarriers(page, 'file refused', stage().album)).toEqual([])
    expect(await orderCalled('INV-4711')).toBeUndefined()
    await page.setViewportSize({ width: 1440, height: 900 })
    await chooseFile(page, pain001())
    await pressControl(page, 'button', 'Submit file')
    await seeHeading(page, '1 payment submitted')
    expect(await findBarriers(page, 'file submitted', stage().album)).toEqual([])
    expect(await orderCalled('INV-4711')).toMatchObject({ amount: '214000.00' })
  })

  it("changes one's own payment into a new version, and cancels it in two steps", async () => {
    const { person, page } = await stage().signedIn('hal')
    const invoice = invoiceFrom(SUPPLIER, '2100.00', BY_ERP, { requestedBy: [] })
    const submitted = await person.api.post('/v1/payment-orders', invoice, { 'idempotency-key': invoice.externalId })
    const { id } = submitted.as(z.object({ id: z.string() }))
    await page.goto(`/orders/${id}/amend`)
    await seeHeading(page, 'Change or cancel a payment')
    await seeText(page, 'Nothing is changed yet.')
    expect(await findBarriers(page, 'amend', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await typeInto(page, 'Amount', '2150.00')
    await pressControl(page, 'button', 'Save as a new version')
    await seeHeading(page, 'Changed')
    await seeText(page, 'This is version 2 now.')
    expect(await orderCalled(invoice.externalId)).toMatchObject({ version: 2, amount: '2150.00' })
    await pressControl(page, 'button', 'Cancel the payment')
    await page.getByRole('dialog', { name: 'Cancel this payment?' }).waitFor()
    // Enter on what the dialog opens with keeps it.
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await orderCalled(invoice.externalId)).toMatchObject({ state: 'awaiting_evidence' })
    await pressControl(page, 'button', 'Cancel the payment')
    await pressControl(page, 'button', 'Yes, cancel the payment')
    await seeText(page, 'Cancelled. It is not paid.')
    expect(await orderCalled(invoice.externalId)).toMatchObject({ state: 'cancelled' })
  })

  it('does not overwrite what somebody else changed meanwhile', async () => {
    const { person, page, faults } = await stage().signedIn('hal')
    faults.allow(/409|412/)
    const invoice = invoiceFrom(SUPPLIER, '2200.00', BY_ERP, { requestedBy: [] })
    const key = { 'idempotency-key': invoice.externalId }
    const { id } = (await person.api.post('/v1/payment-orders', invoice, key)).as(z.object({ id: z.string() }))
    await page.goto(`/orders/${id}/amend`)
    await seeText(page, 'Nothing is changed yet.')
    await typeInto(page, 'Amount', '2250.00')
    await person.api.patch(`/v1/payment-orders/${id}`, { reference: 'Changed meanwhile' }, { 'if-match': '"1"' })
    await pressControl(page, 'button', 'Save as a new version')
    await seeAlert(page, 'Not changed')
    expect(await page.getByRole('textbox', { name: 'Amount' }).inputValue()).toBe('2250.00')
    await pressControl(page, 'button', 'Read it again')
    await page.getByRole('textbox', { name: 'Reference' }).and(page.locator('[value="Changed meanwhile"]')).waitFor()
    expect(await orderCalled(invoice.externalId)).toMatchObject({ version: 2, amount: '2200.00' })
  })

  it('proposes a payee, which is on file only when others have signed', async () => {
    const { page, faults } = await stage().signedIn('hal')
    faults.allow(/422|400/)
    const { name, account } = strangerCalled('Mécanique du Lac SARL')
    await page.goto('/directory')
    await seeHeading(page, 'Directory')
    await seeText(page, SUPPLIER.name)
    await pressControl(page, 'button', 'Propose a payee')
    await typeInto(page, 'Name', name)
    await pressControl(page, 'button', 'Propose')
    await seeAlert(page, 'Not proposed')
    expect(await findBarriers(page, 'payee refused', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe(name)
    await typeInto(page, 'IBAN', account.iban)
    await typeInto(page, 'Where this comes from, and how it was checked', 'Contract of 2026, called back on its number')
    await pressControl(page, 'button', 'Propose')
    await seeText(page, 'Proposed. It waits for others to sign.')
    await pressControl(page, 'link', 'Open the change')
    await page.waitForURL(/\/subjects\/account-change\//)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await findBarriers(page, 'payee proposed', stage().album)).toEqual([])
    await page.goto('/directory')
    await seeText(page, SUPPLIER.name)
    expect(await textOf(page, '#content')).not.toContain(name)
  })

  it('hides from whoever approves what they would type, and says why', async () => {
    const { page } = await stage().signedIn('ben')
    await page.goto('/directory')
    await pressControl(page, 'link', new RegExp(SUPPLIER.name))
    await seeHeading(page, SUPPLIER.name)
    await seeText(page, 'Hidden from your role')
    const iban = exampleIban(21_400_017)
    expect((await page.content()).replaceAll(' ', '')).not.toContain(iban.slice(-6))
    expect(await findBarriers(page, 'payee', stage().album)).toEqual([])
  })

  it('takes a telephone and an account off file, as nothing but a removal, when others have signed', async () => {
    const [hal, ben, ivy] = [
      await stage().signedIn('hal'),
      await stage().signedIn('ben'),
      await stage().signedIn('ivy'),
    ]
    const PHONE = '+33'
    const propose = async (text: string, noted: RegExp): Promise<string> => {
      await hal.page.goto('/directory')
      await pressControl(hal.page, 'link', new RegExp(SUPPLIER.name))
      await seeHeading(hal.page, SUPPLIER.name)
      const entry = hal.page.getByRole('listitem').filter({ hasText: text })
      await pressControl(entry, 'button', 'Take off file')
      await seeText(hal.page, noted)
      await typeInto(hal.page, /^Why it goes off file/, 'Their letter of today: it was taken over')
      if (text === PHONE) {
        expect(await findBarriers(hal.page, 'removal', stage().album)).toEqual([])
        await hal.page.setViewportSize({ width: 1440, height: 900 })
      }
      await pressControl(hal.page, 'button', 'Propose')
      await pressControl(hal.page, 'link', 'Open the change')
      await hal.page.getByRole('heading', { level: 1, name: /off file$/ }).waitFor()
      return new URL(hal.page.url()).pathname
    }
    const ofPhone = await propose(PHONE, /^No phone contact is left then/)
    await seeText(hal.page, 'A contact is taken off file. None is put there.')
    const ofAccount = await propose(SUPPLIER.account.iban, /the account is unknown again/)
    await seeText(hal.page, 'A bank account is taken off file. None is put there.')

    await ben.page.goto(ofAccount)
    await seeText(ben.page, 'A bank account is taken off file. None is put there.')
    expect(await textOf(ben.page, '#content')).not.toMatch(/New (?:bank )?account|New contact/)
    expect(await findBarriers(ben.page, 'account to go', stage().album)).toEqual([])
    for (const path of [ofPhone, ofAccount])
      for (const { page } of [ben, ivy]) {
        await page.setViewportSize({ width: 1440, height: 900 })
        await page.goto(path)
        await chooseRadio(page, 'Not at all')
        await pressKey(await openDialog(page))
        await seeText(page, 'Signed and recorded.')
      }
    await ivy.page.locator('[data-state="applied"]').first().waitFor()
    await hal.page.goto('/directory')
    await pressControl(hal.page, 'link', new RegExp(SUPPLIER.name))
    await seeHeading(hal.page, SUPPLIER.name)
    expect(await hal.page.getByRole('button', { name: 'Take off file' }).count()).toBe(0)
  })
})
