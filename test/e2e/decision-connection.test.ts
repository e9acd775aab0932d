import type { OrderView } from '../../src/orders/schema.ts'
import { counted, openDialog, openPayment, pressKey, touches } from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser, type Stage } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { SUPPLIER } from '../support/organisation.ts'

const EVIDENCE = '**/v1/evidence'
const UNSURE = /^Your key has signed, but the answer did not come back\./

/** A routine payment, which takes one signature, with everything answered but the key. */
async function aboutToSign(stage: Stage, amount: string): Promise<PersonAtBrowser & { readonly order: OrderView }> {
  const order = await stage.office.erp.submit(invoiceFrom(SUPPLIER, amount, BY_ERP))
  const ben = await stage.signedIn('ben')
  ben.faults.allow(/ERR_(?:CONNECTION|INTERNET|NETWORK|FAILED)/)
  await openPayment(ben.page, order.id)
  await chooseRadio(ben.page, 'Not at all')
  return { ...ben, order }
}

describeWithBrowser('A connection that is lost while somebody signs', {}, (stage) => {
  it('before the signature was sent: it waits in the page, is sent on request, and counts once', async () => {
    const ben = await aboutToSign(stage(), '1300.00')
    await ben.page.route(EVIDENCE, (route) => route.abort('connectionfailed'), { times: 1 })
    const before = await touches(ben)
    const dialog = await openDialog(ben.page)
    await pressKey(dialog)
    await seeAlert(ben.page, UNSURE)
    expect(await counted(stage().office, ben.order.id)).toEqual([])

    await pressControl(dialog, 'button', 'Ask and send again')
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
    expect(await touches(ben)).toBe(before + 1)
  })

  it('after the service took it: the page asks, learns that it counts, and says so', async () => {
    const ben = await aboutToSign(stage(), '1301.00')
    const statuses: number[] = []
    await ben.page.route(EVIDENCE, async (route) => {
      statuses.push((await route.fetch()).status())
      await route.abort('connectionreset')
    })
    const before = await touches(ben)
    await pressKey(await openDialog(ben.page))
    await seeText(ben.page, 'Signed and recorded.')
    expect(statuses).toEqual([201])
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
    expect(await touches(ben)).toBe(before + 1)
  })

  it('after the service took it, and for a while: nobody is told anything untrue, and it counts once', async () => {
    const ben = await aboutToSign(stage(), '1302.00')
    ben.faults.allow(/409/)
    const statuses: number[] = []
    await ben.page.route(
      EVIDENCE,
      async (route) => {
        statuses.push((await route.fetch()).status())
        await ben.context.setOffline(true)
        await route.abort('internetdisconnected')
      },
      { times: 1 },
    )
    const dialog = await openDialog(ben.page)
    await pressKey(dialog)
    await seeAlert(ben.page, UNSURE)
    expect(await ben.page.getByText('Signed and recorded.').count()).toBe(0)

    await pressControl(dialog, 'button', 'Ask and send again')
    await seeAlert(ben.page, UNSURE)
    await ben.context.setOffline(false)
    await pressControl(dialog, 'button', 'Ask and send again')
    await seeText(ben.page, 'Signed and recorded.')
    expect(statuses).toEqual([201])
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
  })

  it('before there is anything to sign: it says so, asks no key, and works when the connection is back', async () => {
    const ben = await aboutToSign(stage(), '1303.00')
    const dialog = await openDialog(ben.page)
    const before = await touches(ben)
    await ben.context.setOffline(true)
    await pressKey(dialog)
    await seeAlert(ben.page, 'No connection to Countersign')
    expect(await touches(ben)).toBe(before)
    await ben.context.setOffline(false)
    await pressKey(dialog)
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
  })
})
