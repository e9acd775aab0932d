import { findBarriers } from '../support/browser/accessibility.ts'
import {
  aboutToSign,
  type AboutToSign,
  counted,
  MANY_PAYEES,
  pressKey,
  touches,
} from '../support/browser/decision-screen.ts'
import { pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser, type Stage } from '../support/browser/stage.ts'
import { tamperPresentation, tamperScript, tamperStatement } from '../support/browser/tampering.ts'

/** The screen says not to sign and where it differs; the key was asked for nothing, and nothing counts. */
async function expectRefusal({ office }: Stage, signing: AboutToSign, path: string): Promise<void> {
  const before = await touches(signing)
  await pressKey(signing.dialog)
  const alert = await seeAlert(signing.page, 'What your key would have signed is not what this screen showed you.')
  await seeText(alert, 'Do not sign')
  await seeText(alert, path)
  await seeText(alert, 'Do not try again on this computer.')
  expect(
    await signing.dialog
      .getByText(/12[,.]?500|19[,.]?500/)
      .filter({ visible: true })
      .count(),
  ).toBe(0)
  expect(await touches(signing)).toBe(before)
  expect((await office.erp.read(signing.order.id)).evidence).toEqual([])
}

async function codeOn({ page }: PersonAtBrowser): Promise<string> {
  const code = page
    .getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    .filter({ visible: true })
    .first()
  await code.waitFor()
  return code.innerText()
}

describeWithBrowser('A console or a service that lies', MANY_PAYEES, (stage) => {
  it('the same payment has the same code on a second display, and goes from it when it is signed', async () => {
    const phone = await stage().signedIn('ben', { viewport: { width: 375, height: 800 } })
    await phone.page.goto('/second-display')
    await seeText(phone.page, 'Nothing is about to be signed')
    const ben = await aboutToSign(stage(), 0)
    // The key is in the computer; the telephone only shows.
    await ben.key.setTouched(false)
    await pressKey(ben.dialog)
    await seeText(phone.page, 'You would SIGN')
    await seeText(phone.page, 'Signed as EUR 12500.00')
    expect(await codeOn(phone)).toBe(await codeOn(ben))
    expect(await findBarriers(phone.page, 'second display', stage().album)).toEqual([])

    await pressControl(ben.dialog, 'button', 'Cancel')
    await seeAlert(ben.page, 'No key answered')
    await ben.key.setTouched(true)
    await pressKey(ben.dialog)
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(stage().office, ben.order.id)).toEqual(['ben confirm'])
  })

  it('what is shown is another payment than what would be signed: refused before the key is asked', async () => {
    const ben = await aboutToSign(stage(), 1, ({ page }) => tamperPresentation(page, '"12500.00"', '"19500.00"'))
    await seeText(ben.dialog, 'Signed as EUR 19500.00')
    await expectRefusal(stage(), ben, 'content.payment.amount')
    expect(await findBarriers(ben.page, 'refused', stage().album)).toEqual([])
  })

  it('what would be signed is another payment than what is shown, hashed honestly: refused', async () => {
    const ben = await aboutToSign(stage(), 2, ({ page }) => tamperStatement(page, '"12500.00"', '"19500.00"', true))
    await expectRefusal(stage(), ben, 'content.payment.amount')
  })

  it('the statement is the one shown, but the key would sign another hash: refused', async () => {
    const other = 'x'.repeat(8)
    const ben = await aboutToSign(stage(), 3, ({ page }) =>
      tamperStatement(page, '"nonce":"', `"nonce":"${other}`, false),
    )
    await expectRefusal(stage(), ben, 'challenge')
  })

  it('a script that lies about everything is given away by the second display: another code, another payment', async () => {
    const ben = await aboutToSign(stage(), 4, ({ page }) => tamperScript(page, '"12500.00"', '"1250.00"'))
    await seeText(ben.dialog, 'Signed as EUR 1250.00')
    await ben.key.setTouched(false)
    const before = await touches(ben)
    await pressKey(ben.dialog)
    // The lie works: this console asks for the key.
    await seeText(ben.page, 'Waiting for your key. Touch it now.')

    const phone = await stage().signedIn('ben')
    await phone.page.goto('/second-display')
    await seeText(phone.page, 'Signed as EUR 12500.00')
    expect(await codeOn(phone)).not.toBe(await codeOn(ben))
    // Signing in on the telephone took one touch; the payment none.
    expect(await touches(ben)).toBe(before + 1)
    expect(await counted(stage().office, ben.order.id)).toEqual([])
  })
})
