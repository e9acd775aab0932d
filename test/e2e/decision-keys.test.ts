import { findBarriers } from '../support/browser/accessibility.ts'
import {
  aboutToSign,
  counted,
  MANY_PAYEES,
  openDialog,
  payeeAt,
  pressKey,
  type AboutToSign,
} from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl } from '../support/browser/keyboard.ts'
import { seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'

/** A virtual key answers at once or never. This one is touched when the test says so. */
const TOUCHED_LATE = `{
  const ask = navigator.credentials.get.bind(navigator.credentials)
  const touched = new Promise((resolve) => (globalThis.touchKey = resolve))
  navigator.credentials.get = async (options) => {
    await touched
    return ask(options)
  }
}`

describeWithBrowser('A key that is not the one', MANY_PAYEES, (stage) => {
  /** Browsers tell a page the same of all that goes wrong, and may wait before they do. */
  async function expectNoKey({ page, order, dialog }: AboutToSign): Promise<void> {
    await pressKey(dialog)
    const cancel = dialog.getByRole('button', { name: 'Cancel' })
    const refused = page.getByRole('alert').filter({ hasText: 'No key answered' })
    await cancel.or(refused).first().waitFor()
    await page.waitForTimeout(1000)
    if (await cancel.isVisible()) await pressControl(dialog, 'button', 'Cancel')
    await refused.waitFor()
    expect((await stage().office.erp.read(order.id)).evidence).toEqual([])
  }

  it("somebody else's: signs nothing, and the screen says which to take", async () => {
    const ben = await aboutToSign(stage(), 0)
    await ben.key.pullOutOf(ben.page)
    const { key } = await stage().enter('ivy')
    await key.plugInto(ben.page)
    await expectNoKey(ben)

    await key.pullOutOf(ben.page)
    await ben.key.plugInto(ben.page)
    await pressKey(ben.dialog)
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
  })

  it('none at all: signs nothing, and the screen says to put it in', async () => {
    const ben = await aboutToSign(stage(), 1)
    await ben.key.pullOutOf(ben.page)
    await expectNoKey(ben)
    expect(await findBarriers(ben.page, 'no key', stage().album)).toEqual([])
  })

  it('their own, without its PIN: signs nothing', async () => {
    const ben = await aboutToSign(stage(), 2)
    await ben.key.setOwnerVerified(false)
    await expectNoKey(ben)
  })

  it('touched after they left the payment: signs nothing, wherever they are by then', async () => {
    const { office } = stage()
    const order = await office.erp.submit(invoiceFrom(payeeAt(3), '12500.00', BY_ERP))
    const { page } = await stage().signedIn('ben')
    await page.addInitScript(TOUCHED_LATE)
    const handedIn: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/v1/evidence')) handedIn.push(request.method())
    })
    await page.goto('/')
    await pressControl(page, 'link', new RegExp(order.externalId))
    await seeHeading(page, /^Payment /)
    await chooseRadio(page, 'Not at all')
    await pressKey(await openDialog(page))
    await seeText(page, 'Waiting for your key. Touch it now.')
    await page.goBack()
    await seeHeading(page, 'Inbox')
    await page.evaluate('touchKey()')
    await page.waitForTimeout(2000)
    expect(handedIn).toEqual([])
    expect((await office.erp.read(order.id)).evidence).toEqual([])
  })
})
