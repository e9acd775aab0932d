import type { Page } from 'playwright-core'
import type { Invoice } from '../support/invoices.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { chooseRadio, pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser } from '../support/browser/stage.ts'
import { goAlong } from '../support/going-along.ts'
import { invoiceFrom, readFrom, strangerCalled } from '../support/invoices.ts'
import { SUPPLIER } from '../support/organisation.ts'

describeWithBrowser('The call desk', {}, (stage) => {
  /** A letter with new bank details in the name of a supplier on file; everyone but the call desk has signed. */
  async function newDetails(amount: string): Promise<{ readonly id: string; readonly invoice: Invoice }> {
    const { office } = stage()
    const payee = { ...strangerCalled(SUPPLIER.name), name: SUPPLIER.name }
    const invoice = invoiceFrom(payee, amount, { channel: 'letter' })
    const { id } = await office.erp.submit(invoice)
    const people = office.everyoneBut('dan')
    await goAlong({ type: 'order', id }, { people, invoice: readFrom(invoice), callee: null })
    return { id, invoice }
  }

  async function openCall({ page }: PersonAtBrowser, invoice: Invoice): Promise<void> {
    await page.goto('/calls')
    await pressControl(page, 'link', new RegExp(invoice.externalId))
    await seeHeading(page, 'Call back')
  }

  async function makeCall(page: Page, outcome: string): Promise<void> {
    await pressControl(page, 'button', 'Start the call')
    await pressControl(page, 'button', 'End the call')
    await chooseRadio(page, outcome)
  }

  async function state(ofText: string, page: Page): Promise<void> {
    const [amount = '', ending = ''] = ofText.split(' ')
    await typeInto(page, 'Amount, as heard', amount)
    await typeInto(page, 'Account ending, as heard', ending)
    await pressControl(page, 'button', 'Put on record')
  }

  it('shows whom to ring and what to ask, and never what the callee has to say', async () => {
    const { invoice } = await newDetails('48213.00')
    const dan = await stage().signedIn('dan')
    const { page } = dan
    await page.goto('/calls')
    await seeHeading(page, 'Call desk')
    await seeText(page, new RegExp(invoice.externalId))
    expect(await findBarriers(page, 'calls', stage().album)).toEqual([])
    const [queue] = [await page.content()]
    await openCall(dan, invoice)
    const before = await page.content()
    await pressControl(page, 'button', 'Open the worksheet')
    await seeText(page, 'Ring this number')
    await seeText(page, '+33 4 65 71 00 17')
    await seeText(page, 'the amount, not even “about how much”')
    await makeCall(page, 'They stated it')
    expect(await findBarriers(page, 'worksheet', stage().album)).toEqual([])
    for (const shown of [queue, before, await page.content()]) {
      expect(shown).not.toMatch(/48.?213/)
      expect(shown).not.toContain(readFrom(invoice).accountLast4)
    }
  })

  it('refuses a call that came in and a number that somebody gave', async () => {
    const { invoice } = await newDetails('48214.00')
    const dan = await stage().signedIn('dan')
    const { page, faults } = dan
    faults.allow(/409|422/)
    await openCall(dan, invoice)
    await pressControl(page, 'button', 'They called me')
    await seeAlert(page, 'Thank them, and hang up')
    await page.getByText('Somebody gave you a number?').focus()
    await page.keyboard.press('Enter')
    await typeInto(page, 'Number you were given', '+33799887766')
    await pressControl(page, 'button', 'Compare and open the worksheet')
    await seeAlert(page, 'There is no such number on file')
    expect(await page.content()).not.toContain('+33 4 65 71 00 17')
    expect(await findBarriers(page, 'number not on file', stage().album)).toEqual([])
  })

  it('compares what the callee states, does not say what differs, and lets nobody sign for it', async () => {
    const { id, invoice } = await newDetails('48215.00')
    const { amount, accountLast4 } = readFrom(invoice)
    const dan = await stage().signedIn('dan')
    const { page } = dan
    await openCall(dan, invoice)
    await pressControl(page, 'button', 'Open the worksheet')
    await pressControl(page, 'button', 'Put on record')
    await seeText(page, 'Choose what came of the call.')
    await makeCall(page, 'They stated it')
    await state(`48251.00 ${accountLast4}`, page)
    await seeHeading(page, 'What they stated is not this')
    expect(await page.getByRole('button', { name: 'Sign with security key' }).count()).toBe(0)
    expect(await findBarriers(page, 'stated otherwise', stage().album)).toEqual([])
    expect((await stage().office.erp.read(id)).state).toBe('awaiting_evidence')
    // He misheard, and rings the number on file again.
    await pressControl(page, 'button', 'Make another call')
    await pressControl(page, 'button', 'Open the worksheet')
    await makeCall(page, 'They stated it')
    await state(`${amount} ${accountLast4}`, page)
    await seeText(page, 'Sign that you made this call')
    expect(await findBarriers(page, 'sign the call', stage().album)).toEqual([])
    // How he was contacted is part of it, and has no answer beforehand.
    await pressControl(page, 'button', 'Sign with security key')
    await seeText(page, 'Answer this: it is part of what you sign.')
    await chooseRadio(page, 'No')
    await pressControl(page, 'button', 'Sign with security key')
    await seeHeading(page, 'Signed')
    // All the rest is signed: it goes out.
    const { office } = stage()
    const people = office.everyoneBut('dan')
    await goAlong({ type: 'order', id }, { people, invoice: readFrom(invoice), callee: null })
    expect(await office.erp.release(id)).toMatch(/^ey/)
  })

  it('holds at once what is suspicious, before anybody signs anything', async () => {
    const { id, invoice } = await newDetails('48216.00')
    const dan = await stage().signedIn('dan')
    const { page } = dan
    await openCall(dan, invoice)
    await pressControl(page, 'button', 'Open the worksheet')
    await makeCall(page, 'Something is wrong')
    await typeInto(page, 'Notes', 'The same voice answered before it rang.')
    await pressControl(page, 'button', 'Put on record')
    await seeHeading(page, 'On hold, and security has been told')
    expect(await findBarriers(page, 'suspicious call', stage().album)).toEqual([])
    const held = await stage().office.erp.read(id)
    expect(held.holds).toHaveLength(1)
    expect(held.state).toBe('awaiting_evidence')
    await typeInto(page, 'Why', 'Not the voice we know.')
    await chooseRadio(page, 'No')
    await pressControl(page, 'button', 'Deny with security key')
    await seeHeading(page, 'Denied')
    expect((await stage().office.erp.read(id)).state).toBe('denied')
  })

  it('says that nothing waits, and why a call is not for everybody', async () => {
    const { page } = await stage().signedIn('hal')
    await page.goto('/calls')
    await seeText(page, 'No calls wait for you')
    expect(await findBarriers(page, 'no calls', stage().album)).toEqual([])
  })
})
