import { pressControl, tabTo, typeInto } from '../support/browser/keyboard.ts'
import { seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom, readFrom } from '../support/invoices.ts'
import { POLICY, SUPPLIER } from '../support/organisation.ts'

/** One signature, and amount and account are typed for it. */
const policyYaml = POLICY.replace('quorum: 1}', 'quorum: 1, blindEntry: true}')

describeWithBrowser('A whole job by keyboard alone', { policyYaml }, (stage) => {
  it('from signing in to the signature that releases a payment, and out again', async () => {
    const { office } = stage()
    const invoice = invoiceFrom(SUPPLIER, '1840.50', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    const { page, faults } = await stage().enter('ben')
    // Nobody is signed in yet.
    faults.allow(/401/)
    await page.goto('/')
    await seeHeading(page, 'Sign in')
    await typeInto(page, 'E-mail address', 'ben@example.com')
    await page.keyboard.press('Enter')
    await seeHeading(page, 'Inbox')
    // Past the navigation in one step.
    await page.keyboard.press('Shift+Tab')
    await tabTo(page, 'link', 'Skip to content')
    await page.keyboard.press('Enter')
    await page.locator('a[data-row]').first().waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/orders/${id}`)

    const { amount, accountLast4 } = readFrom(invoice)
    await tabTo(page, 'radio', 'Not at all')
    await page.keyboard.press('Space')
    await typeInto(page, 'Amount on the invoice, in EUR', amount)
    await typeInto(page, 'Last four characters of the account on the invoice', accountLast4)
    await page.keyboard.press('Enter')
    await seeText(page, /1,840\.50/)
    await pressControl(page, 'button', 'Sign…')
    await page.getByRole('dialog', { name: 'Sign this' }).waitFor()
    await pressControl(page, 'button', 'Sign with my key')
    await seeText(page, 'Signed and recorded.')
    expect(await office.erp.release(id)).toMatch(/^ey/)
    await pressControl(page, 'link', 'Inbox')
    await seeText(page, 'Nothing waits for you')
  })

  it('shows where the focus is, on every stop', async () => {
    const { page } = await stage().signedIn('ivy')
    await page.goto('/')
    await seeHeading(page, 'Inbox')
    const unseen: string[] = []
    for (let stop = 0; stop < 30; stop++) {
      await page.keyboard.press('Tab')
      const shown = (await page.evaluate(`(() => {
        const element = document.activeElement
        if (element === document.body) return ''
        const parts = [element, element.parentElement, element.closest('label')].filter(Boolean).map((part) => getComputedStyle(part))
        const isSeen = parts.some((style) => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none')
        const hasBorder = element.matches('input, select, textarea')
        const box = element.getBoundingClientRect()
        const isInView = box.bottom > 0 && box.top < innerHeight
        return isInView && (isSeen || hasBorder) ? '' : element.outerHTML.slice(0, 120)
      })()`)) as string
      if (shown !== '') unseen.push(shown)
    }
    expect(unseen).toEqual([])
  })
})
