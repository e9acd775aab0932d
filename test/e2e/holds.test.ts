import type { Page } from 'playwright-core'
import { findBarriers } from '../support/browser/accessibility.ts'
import { chooseRadio, pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText, textOf } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { goAlong } from '../support/going-along.ts'
import { BY_ERP, invoiceFrom, readFrom } from '../support/invoices.ts'
import { SUPPLIER } from '../support/organisation.ts'

describeWithBrowser('Holds', {}, (stage) => {
  /** Whoever is left of those who may. */
  async function liftByOthers(liftId: string): Promise<void> {
    const { people } = stage().office
    const nothing = { amount: '0.00', accountLast4: '0000' }
    const refused = await goAlong({ type: 'hold', id: liftId }, { people, invoice: nothing, callee: nothing })
    expect(refused).toEqual([])
  }

  const liftOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? ''

  it('stop everything from anywhere in two steps, for everybody and at once, until others have signed', async () => {
    const { office } = stage()
    const invoice = invoiceFrom(SUPPLIER, '1200.00', BY_ERP)
    const { id, requirements } = await office.erp.submit(invoice)
    const ivy = await stage().signedIn('ivy')
    await ivy.page.goto('/keys')
    await seeHeading(ivy.page, 'My keys and sessions')

    const { page } = await stage().signedIn('eve')
    await page.goto('/reviews')
    await seeHeading(page, 'Reviews')
    await pressControl(page, 'link', 'Stop all payments…')
    await seeHeading(page, 'Stop all payments')
    expect(await findBarriers(page, 'stop', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await pressControl(page, 'button', 'Go on…')
    await seeText(page, 'Write down why, in one line.')
    await typeInto(page, 'Why', 'Somebody poses as our director on video')
    await pressControl(page, 'button', 'Go on…')
    // Neither a second press of the same key nor half a word stops anything.
    await page.keyboard.press('Enter')
    await typeInto(page, 'Type STOP to stop all payments', 'ST')
    await page.keyboard.press('Enter')
    await seeText(page, 'Type the word STOP, as it is shown.')
    expect(await findBarriers(page, 'stop confirm', stage().album)).toEqual([])
    expect((await office.person('ben').api.get('/v1/holds?state=active')).body()).not.toContain('everything')
    await page.setViewportSize({ width: 1440, height: 900 })
    await typeInto(page, 'Type STOP to stop all payments', 'stop')
    await page.keyboard.press('Enter')
    await seeHeading(page, 'All payments are stopped')
    expect(await findBarriers(page, 'stopped', stage().album)).toEqual([])

    // Ivy did nothing, and sees it.
    await seeAlert(ivy.page, /All payments are stopped.*Eve Example.*poses as our director/s)
    expect(await findBarriers(ivy.page, 'stopped for others', stage().album)).toEqual([])

    // Signing goes on; nothing goes out.
    for (const requirement of requirements)
      await office
        .person('ben')
        .sign({ type: 'order', id }, requirement.id, 'confirm', { blindEntry: readFrom(invoice) })
    await expect(office.erp.token(id)).rejects.toMatchObject({ code: 'HELD', status: 409 })

    // It is lifted by others alone, and then what waited goes out.
    await page.setViewportSize({ width: 1440, height: 900 })
    await pressControl(page, 'button', 'Ask for it to be lifted')
    await pressControl(page, 'button', 'Ask others to sign')
    await seeText(page, 'Write down why: others decide by it.')
    await typeInto(page, 'Why it can be lifted', 'It was a drill')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/subjects\/hold\//)
    await page.getByRole('heading', { level: 1 }).waitFor()
    // She asked, so she cannot be one of them.
    expect(await page.getByRole('button', { name: 'Sign…' }).count()).toBe(0)
    expect(await findBarriers(page, 'lift asked', stage().album)).toEqual([])
    await liftByOthers(liftOf(page))
    await ivy.page.getByRole('alert').filter({ hasText: 'All payments are stopped' }).waitFor({ state: 'hidden' })
    expect(await office.erp.release(id)).toMatch(/^ey/)
  })

  it('freeze one payee, found by name, and say what is missing before', async () => {
    const { page } = await stage().signedIn('ivy')
    await page.goto('/holds')
    await seeText(page, 'Nothing is on hold')
    expect(await findBarriers(page, 'holds empty', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await pressControl(page, 'button', 'Place a hold')
    await chooseRadio(page, 'A payee')
    await typeInto(page, 'Why', 'New bank details came by letter')
    await pressControl(page, 'button', 'Freeze it now')
    await seeText(page, 'Choose what to freeze.')
    expect(await findBarriers(page, 'holds form', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await typeInto(page, 'Payee', 'Ateliers', 'combobox')
    await page.getByRole('option', { name: SUPPLIER.name }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('New bank details came by letter')
    await pressControl(page, 'button', 'Freeze it now')
    await seeText(page, 'It is frozen. Nothing it covers is released until others lift it.')
    await seeText(page, SUPPLIER.name)
    expect(await findBarriers(page, 'holds', stage().album)).toEqual([])
    // Who raised an alarm about somebody is nobody's business.
    expect(await textOf(page, '#content ul')).not.toContain('Ivy Example')
    const { id } = await stage().office.erp.submit(invoiceFrom(SUPPLIER, '800.00', BY_ERP))
    expect((await stage().office.erp.read(id)).holds).toHaveLength(1)
  })
})

describeWithBrowser('"I was contacted"', {}, (stage) => {
  it('holds what the colleague seems to ask for, opens a case, and says what to do now', async () => {
    const invoice = invoiceFrom(SUPPLIER, '48217.00', BY_ERP)
    const { id } = await stage().office.erp.submit(invoice)
    const { page } = await stage().signedIn('ben')
    await page.goto('/')
    await pressControl(page, 'link', 'I was contacted')
    await seeHeading(page, 'I was contacted')
    expect(await findBarriers(page, 'report', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await typeInto(page, 'What did they want?', 'Sign quickly, and tell nobody.')
    await pressControl(page, 'button', 'Report it')
    await seeText(page, 'Choose the colleague they claimed to be.')
    await seeText(page, 'Choose how they contacted you.')
    expect(await findBarriers(page, 'report missing', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await typeInto(page, 'Which colleague', 'Cleo', 'combobox')
    await page.getByRole('option', { name: /Cleo Example/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'How' }).selectOption('video')
    await typeInto(page, 'Payment it is about', invoice.externalId, 'combobox')
    await page.getByRole('option', { name: new RegExp(SUPPLIER.name) }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('textbox', { name: 'What did they want?' }).inputValue()).toContain('tell nobody')
    await pressControl(page, 'button', 'Report it')
    await seeHeading(page, 'Thank you. It is held.')
    await seeText(page, /Case \S+ was opened, and security was told\./)
    await seeText(page, 'The payment you named is on hold.')
    expect(await findBarriers(page, 'reported', stage().album)).toEqual([])
    expect((await stage().office.erp.read(id)).holds.length).toBeGreaterThan(0)
  })

  it('holds the payment when the caller was from outside', async () => {
    const invoice = invoiceFrom(SUPPLIER, '48218.00', BY_ERP)
    const { id } = await stage().office.erp.submit(invoice)
    const { page } = await stage().signedIn('ivy')
    await page.goto(`/report?order=${id}`)
    await seeHeading(page, 'I was contacted')
    await chooseRadio(page, 'Somebody from outside: a supplier, a bank, a lawyer')
    await pressControl(page, 'button', 'Report it')
    await seeHeading(page, 'Thank you. It is held.')
    await seeText(page, /No case was opened/)
    expect((await stage().office.erp.read(id)).holds).toHaveLength(1)

    // Corrected by whoever believes the caller, it is held all the same, and says through which one.
    const { erp } = stage().office
    const corrected = await erp.submit({ ...invoiceFrom(SUPPLIER, '48218.00', BY_ERP), supersedes: id })
    await page.goto(`/orders/${corrected.id}`)
    await seeText(page, /The hold is on another payment/)
    expect(await findBarriers(page, 'held through another', stage().album)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
    await pressControl(page.getByRole('alert').filter({ hasText: 'On hold' }), 'link', id)
    await page.waitForURL(`**/orders/${id}`)
    await seeHeading(page, new RegExp(invoice.externalId))
  })
})
