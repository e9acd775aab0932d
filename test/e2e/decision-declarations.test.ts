import type { OrderView } from '../../src/orders/schema.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import {
  counted,
  deny,
  MANY_PAYEES,
  openDialog,
  openPayment,
  payeeAt,
  pressKey,
  touches,
  unblind,
} from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { goAlong } from '../support/going-along.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom } from '../support/invoices.ts'

const UNANSWERED = 'Say how you were contacted about this. It is part of what you sign.'
const subjectOf = ({ id }: OrderView) => ({ type: 'order', id }) as const

describeWithBrowser('What people say when they decide', MANY_PAYEES, (stage) => {
  it('how they were contacted is asked of everybody, and nothing is signed or denied without an answer', async () => {
    const { office } = stage()
    const order = await office.erp.submit(invoiceFrom(payeeAt(0), '1200.00', BY_ERP))
    const ben = await stage().signedIn('ben')
    await openPayment(ben.page, order.id)
    const before = await touches(ben)
    const bar = ben.page.getByRole('region', { name: 'Your decision' })
    await pressControl(bar, 'button', 'Sign…')
    await seeText(ben.page, UNANSWERED)
    expect(await ben.page.getByRole('dialog').count()).toBe(0)
    expect(await ben.page.locator('input[type="radio"]:focus').count()).toBe(1)

    const dialog = await openDialog(ben.page, 'Deny…')
    await chooseRadio(dialog, 'It looks like fraud.')
    await pressControl(dialog, 'button', 'Deny with my key')
    await seeText(dialog, UNANSWERED)
    expect(await findBarriers(ben.page, 'how contacted', stage().album)).toEqual([])
    expect(await touches(ben)).toBe(before)
    expect((await office.erp.read(order.id)).evidence).toEqual([])
  })

  it('a phone call that one signer reports raises what is asked, and others read it again', async () => {
    const { office } = stage()
    const order = await office.erp.submit(invoiceFrom(payeeAt(1), '1200.00', BY_ERP))
    expect(order.requirements.map(({ kind, quorum }) => [kind, quorum])).toEqual([['approval', 1]])
    const [ben, ivy] = [await stage().signedIn('ben'), await stage().signedIn('ivy')]
    // A part that is asked for once more after it gave way to others is not there any more.
    for (const { faults } of [ben, ivy]) faults.allow(/422/)
    await openPayment(ivy.page, order.id)
    await chooseRadio(ivy.page, 'Not at all')
    await openPayment(ben.page, order.id)
    await chooseRadio(ben.page, 'Phone call')
    await seeText(ben.page, /^Thank you for saying so\./)
    await pressKey(await openDialog(ben.page))
    await seeText(ben.page, 'Signed and recorded.')
    await seeText(ben.page, 'Signer was contacted')
    await seeText(ben.page, /^Call back/)

    const notice = await seeAlert(ivy.page, 'This changed while you had it open')
    await seeText(notice, 'Why flagged')
    await seeText(ivy.page, 'Signer was contacted')
    expect(await findBarriers(ivy.page, 'raised meanwhile', stage().album)).toEqual([])
    await pressControl(ivy.page.getByRole('region', { name: 'Your decision' }), 'button', 'Sign…')
    expect(await ivy.page.getByRole('dialog').count()).toBe(0)

    const raised = await office.erp.read(order.id)
    expect(raised.state).toBe('awaiting_evidence')
    expect(raised.signals.map(({ code }) => code)).toContain('CONTACTED')
    expect(raised.requirements.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['approval', 'callback', 'review']),
    )
  })

  it('two approvers at once see each other sign, and then that it is approved', async () => {
    const { office } = stage()
    const invoice = invoiceFrom(payeeAt(2), '64000.00', BY_ERP)
    const order = await office.erp.submit(invoice)
    const truth = readFrom(invoice)
    const others = [office.person('dan'), office.person('eve')]
    expect(await goAlong(subjectOf(order), { people: others, invoice: truth, callee: truth })).toEqual([])
    const [ben, ivy] = [await stage().signedIn('ben'), await stage().signedIn('ivy')]
    for (const { page } of [ben, ivy]) {
      await openPayment(page, order.id)
      await unblind(page, truth)
    }
    await pressKey(await openDialog(ben.page))
    await seeText(ivy.page, 'Ben Example signed just now.')
    await seeText(ivy.page, '1 of 2 missing')
    expect(await ivy.page.getByText('This changed while you had it open').count()).toBe(0)

    await pressKey(await openDialog(ivy.page))
    await seeText(ben.page, 'Ivy Example signed just now.')
    for (const { page } of [ben, ivy]) await page.locator('[data-state="approved"]').first().waitFor()
    expect((await counted(office, order.id)).sort()).toEqual([
      'ben confirm',
      'dan confirm',
      'eve continue',
      'ivy confirm',
    ])
    expect(await office.erp.release(order.id)).not.toBe('')
  })

  it('whoever is said to have asked confirms it with their own key', async () => {
    const { office } = stage()
    const order = await office.erp.submit(invoiceFrom(payeeAt(3), '64000.00', fromCfo('video')))
    const [cfo, ben] = [await stage().signedIn('cfo'), await stage().signedIn('ben')]
    await openPayment(ben.page, order.id)
    await openPayment(cfo.page, order.id)
    await seeText(cfo.page, 'Did you ask for this payment?')
    await seeText(cfo.page, 'A voice or a face is not proof.')
    await chooseRadio(cfo.page, 'Not at all')
    const dialog = await openDialog(cfo.page, 'Yes, I asked for exactly this…')
    await seeText(dialog, 'Confirm that you asked for this')
    expect(await findBarriers(cfo.page, 'confirming', stage().album)).toEqual([])
    await pressKey(dialog)
    await seeText(cfo.page, 'Signed and recorded.')
    await seeText(ben.page, 'Cleo Example signed just now.')
    const { requirements } = await office.erp.read(order.id)
    expect(requirements.find(({ kind }) => kind === 'instructor_confirmation')).toMatchObject({ missing: 0 })
    expect(await counted(office, order.id)).toEqual(['cfo confirm'])
  })

  it('or says that they never did, which ends it for everybody', async () => {
    const { office } = stage()
    const order = await office.erp.submit(invoiceFrom(payeeAt(4), '64000.00', fromCfo('video')))
    const [cfo, ben] = [await stage().signedIn('cfo'), await stage().signedIn('ben')]
    await openPayment(ben.page, order.id)
    await openPayment(cfo.page, order.id)
    await deny(cfo.page, { why: 'It looks like fraud.', contact: 'Not at all' }, 'No, I did not…')
    await seeText(ben.page, 'Cleo Example denied this just now.')
    await ben.page.locator('[data-state="stopped"]').first().waitFor()
    expect(await ben.page.getByRole('button', { name: 'Sign…' }).count()).toBe(0)
    expect(await office.erp.read(order.id)).toMatchObject({ state: 'denied' })
    expect(await counted(office, order.id)).toEqual(['cfo deny'])
  })
})
