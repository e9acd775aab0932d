import { findBarriers } from '../support/browser/accessibility.ts'
import {
  aboutToSign,
  counted,
  MANY_PAYEES,
  openDialog,
  openPayment,
  payeeAt,
  pressKey,
  touches,
  unblind,
} from '../support/browser/decision-screen.ts'
import { pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeText, textOf } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom, readFrom } from '../support/invoices.ts'
import { SUPPLIER } from '../support/organisation.ts'

const VOUCHED = /The same on both screens\? Then touch your key\./
const TWO = 'Two different things are waiting for your key. Do not touch it.'
const PHONE = { viewport: { width: 375, height: 800 } }

async function expectNoneVouchedFor({ page }: PersonAtBrowser): Promise<void> {
  expect(await textOf(page)).not.toMatch(VOUCHED)
  // Nothing folded away that the key could be about to sign.
  expect(await page.locator('details:not([open])').count()).toBe(0)
}

describeWithBrowser('What a second display vouches for', MANY_PAYEES, (stage) => {
  const openPhone = async (locale = 'en-GB'): Promise<PersonAtBrowser> => {
    const phone = await stage().signedIn('ben', { ...PHONE, locale })
    await phone.page.goto('/second-display')
    return phone
  }
  /** What a script in Ben's browser does in his session: asks for another statement of his, and shows it nowhere. */
  const askedUnseen = async (payee: number) => {
    const { office } = stage()
    const order = await office.erp.submit(invoiceFrom(payeeAt(payee), '19500.00', BY_ERP))
    const person = office.person('ben')
    const approval = order.requirements.find(({ kind }) => kind === 'approval')
    const challenge = await person.challenge({ type: 'order', id: order.id }, approval?.id ?? '', 'confirm')
    return { order, person, challenge }
  }

  it('is neither of two payments, however right the newer one looks; and it calms down when one is gone', async () => {
    const phone = await openPhone()
    const unseen = await askedUnseen(1)
    await seeText(phone.page, VOUCHED)
    const ben = await aboutToSign(stage(), 0)
    await ben.key.setTouched(false)
    await pressKey(ben.dialog)
    // The computer shows the one; its key may be signing the other.
    const warning = await seeAlert(phone.page, TWO)
    await seeText(warning, 'Cancel on the computer.')
    for (const amount of ['12500.00', '19500.00']) await seeText(phone.page, `Signed as EUR ${amount}`)
    await expectNoneVouchedFor(phone)
    expect(await findBarriers(phone.page, 'two things', stage().album)).toEqual([])

    await unseen.person.answer(unseen.challenge.id, await unseen.person.touch(unseen.challenge))
    await seeText(phone.page, VOUCHED)
    await seeText(phone.page, 'Signed as EUR 12500.00')
    expect(await textOf(phone.page)).not.toMatch(/Do not touch it\.|19500/)
    await pressControl(ben.dialog, 'button', 'Cancel')
    await seeAlert(ben.page, 'No key answered')
    await ben.key.setTouched(true)
    await pressKey(ben.dialog)
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
  })

  it('is neither a signature nor a denial of the same payment, and says so in German', async () => {
    const phone = await openPhone('de-DE')
    const { order, person } = await askedUnseen(2)
    await person.challenge({ type: 'order', id: order.id }, null, 'deny', { reason: 'Not ours' })
    await seeAlert(phone.page, 'Zwei verschiedene Dinge warten auf Ihren Schlüssel. Berühren Sie ihn nicht.')
    await seeText(phone.page, 'Sie würden UNTERSCHREIBEN')
    await seeText(phone.page, 'Sie würden ABLEHNEN')
    expect(await textOf(phone.page)).not.toMatch(/Dann berühren Sie den Schlüssel/)
    expect(await findBarriers(phone.page, 'two things in German', stage().album)).toEqual([])
    await person.sign({ type: 'order', id: order.id }, null, 'deny', { reason: 'Not ours' })
    await seeText(phone.page, 'Nichts steht zur Unterschrift an')
  })

  it('is nothing while more is open than is listed, and while the service is not heard from', async () => {
    const { office } = stage()
    const phone = await openPhone()
    const person = office.person('ben')
    const odd: string[] = []
    for (const payee of [3, 4, 5]) {
      const { id } = await office.erp.submit(invoiceFrom(payeeAt(payee), '11500.00', BY_ERP))
      odd.push(id)
      for (let n = 0; n < 7; n++) await person.challenge({ type: 'order', id }, null, 'deny', { reason: `Odd ${n}` })
    }
    await seeAlert(phone.page, 'More is waiting for your key than this screen can show. Do not touch it.')
    await expectNoneVouchedFor(phone)
    expect(await findBarriers(phone.page, 'more things', stage().album)).toEqual([])
    for (const id of odd) await person.sign({ type: 'order', id }, null, 'deny', { reason: 'Odd' })

    await seeText(phone.page, 'Nothing is about to be signed')
    await askedUnseen(6)
    await seeText(phone.page, VOUCHED)
    phone.faults.allow(/ERR_FAILED|Failed to (fetch|load)/)
    await phone.page.route(/\/v1\/challenges$/, (route) => route.abort())
    await seeAlert(phone.page, 'This screen is not up to date. Do not touch your key.')
    await expectNoneVouchedFor(phone)
    expect(await findBarriers(phone.page, 'not up to date', stage().album)).toEqual([])
    // It asks again by itself, every two seconds.
    await phone.page.unroute(/\/v1\/challenges$/)
    await seeText(phone.page, VOUCHED)
  })
})

describeWithBrowser('What a second display vouches for after blind entry', {}, (stage) => {
  it('is the payment, which was asked for to compare and to sign', async () => {
    const { office, album } = stage()
    const invoice = invoiceFrom(SUPPLIER, '64183.31', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    const phone = await stage().signedIn('ben', PHONE)
    await phone.page.goto('/second-display')
    const ben = await stage().signedIn('ben')
    await openPayment(ben.page, id)
    await unblind(ben.page, readFrom(invoice))
    const dialog = await openDialog(ben.page)
    await ben.key.setTouched(false)
    const before = await touches(ben)
    await pressKey(dialog)
    await seeText(ben.page, 'Waiting for your key. Touch it now.')
    // Long enough for the second of the two to be on the telephone too.
    await phone.page.waitForResponse(async (answer) => {
      if (!answer.url().endsWith('/v1/challenges')) return false
      const { items } = (await answer.json()) as { items: unknown[] }
      return items.length === 2
    })
    await phone.page.waitForTimeout(500)
    await seeText(phone.page, VOUCHED)
    expect(await textOf(phone.page)).not.toMatch(/different things|Asked earlier/)
    expect(await findBarriers(phone.page, 'compared and asked', album)).toEqual([])
    expect(await touches(ben)).toBe(before)

    await pressControl(dialog, 'button', 'Cancel')
    await seeAlert(ben.page, 'No key answered')
    await ben.key.setTouched(true)
    await pressKey(dialog)
    await seeText(ben.page, 'Signed and recorded.')
    // What was asked for to compare adds nothing any more: the next payment is not warned of because of it.
    await seeText(phone.page, 'Nothing is about to be signed')
  })
})
