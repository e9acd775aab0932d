import { z } from 'zod'
import type { Page } from 'playwright-core'
import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { counted, deny, openPayment, unblind } from '../support/browser/decision-screen.ts'
import { pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser, type Visitor } from '../support/browser/stage.ts'
import { BY_ERP, fromCfo, invoiceFrom, readFrom, strangerCalled } from '../support/invoices.ts'

/** Each names where it was put, so that none is taken for another. */
const markup = (where: string): string =>
  `${where} <img src=x onerror="alert(1)"><script>alert(2)</script>"'><svg/onload=alert(3)>{{7*7}}`
/** Hebrew letters turn what stands around them, where they are not isolated. */
const turning = (where: string): string => `${where} שלום 00.52 עולם`
const OVERRIDE = 'invoice\u202Efdp.exe'
const PDF = new TextEncoder().encode('%PDF-1.4 of no importance')

/** Told of every dialog a page opens; the markup above opens one if it is ever more than text. */
function dialogsOf({ page }: Visitor): string[] {
  const opened: string[] = []
  page.on('dialog', (dialog) => {
    opened.push(dialog.message())
    void dialog.dismiss()
  })
  return opened
}

interface Shown {
  closest(selectors: string): unknown
}

/** As text, whole, and wherever it stands on its own direction, but for the field in which somebody writes it. */
async function expectShownAsText(page: Page, text: string): Promise<void> {
  await page.locator('bdi').filter({ hasText: text }).filter({ visible: true }).first().waitFor()
  const shown = page.getByText(text, { exact: true })
  const unguarded = await shown.evaluateAll(
    (all: Shown[]) => all.filter((one) => one.closest('bdi, textarea') === null).length,
  )
  expect({ text, unguarded }).toEqual({ text, unguarded: 0 })
  expect(await page.locator('img[src="x"], svg[onload], #content script').count()).toBe(0)
}

async function expectNarrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 375, height: 800 })
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  expect(Number(overflow)).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1440, height: 900 })
}

describeWithBrowser('Text from outside on the decision screen', {}, (stage) => {
  it('what nobody could see is refused wherever it could deceive', async () => {
    const { erp, person } = stage().office
    const order = invoiceFrom(strangerCalled('Unseen Works SAS'), '1200.00', fromCfo('email'))
    const { id } = await erp.submit(order)
    const comment = (body: string) => person('eve').api.post(`/v1/payment-orders/${id}/comments`, { body })
    const hold = (reason: string) => person('eve').api.post('/v1/holds', { scope: 'order', target: id, reason })
    const again = { ...order, externalId: `${order.externalId}-2` }
    for (const text of [OVERRIDE, 'zero\u200Bwidth', 'isolated\u2066', 'con\u0007trol', 'W'.repeat(10_000)]) {
      const attempts: Promise<unknown>[] = [
        erp.submit({ ...again, payee: { ...order.payee, name: text } }),
        erp.submit({ ...again, reference: text }),
        erp.submit({ ...again, instruction: { ...order.instruction, note: text } }),
        comment(text).then((answer) => answer.body()),
        hold(text).then((answer) => answer.body()),
        erp.api
          .post(`/v1/payment-orders/${id}/attachments?fileName=${encodeURIComponent(text)}`, PDF, {
            'content-type': 'application/pdf',
          })
          .then((answer) => answer.body()),
        person('ben').challenge({ type: 'order', id }, null, 'deny', { reason: text }),
      ]
      const outcomes = await Promise.allSettled(attempts)
      const passed = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []))
      expect({ text: text.slice(0, 20), passed }).toEqual({ text: text.slice(0, 20), passed: [] })
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({
          reason: { status: expect.any(Number) as number, code: expect.any(String) as string },
        })
    }
  })

  it('markup, other directions and great lengths are text: nothing runs, nothing is wider than a telephone', async () => {
    const { office, album } = stage()
    const { erp } = office
    const long = `${markup('Note')}\n${'W'.repeat(3800)}`
    const invoice = invoiceFrom(
      strangerCalled(markup('Payee').slice(0, 140).trim()),
      '64000.00',
      { ...fromCfo('email'), note: long },
      { reference: markup('Ref').slice(0, 140).trim(), externalId: turning('INV') },
    )
    const submitted = await erp.submit(invoice)
    const path = `/v1/payment-orders/${submitted.id}`
    const file = `${'F'.repeat(150)}${markup('.pdf').slice(0, 49)}`.trim()
    const attach = `${path}/attachments?fileName=${encodeURIComponent(file)}`
    ;(await erp.api.post(attach, PDF, { 'content-type': 'application/pdf' })).body()
    const eve = office.person('eve')
    const said = [markup('Comment'), turning('Comment'), `Long ${'W'.repeat(3990)}`]
    for (const body of said) (await eve.api.post(`${path}/comments`, { body })).body()
    const hold = { scope: 'order', target: submitted.id, reason: markup('Hold') }
    ;(await eve.api.post('/v1/holds', hold)).body()
    const odd = { reason: `${markup('Odd')} ${'W'.repeat(880)}` }
    ;(await eve.api.post(`/v1/subjects/order/${submitted.id}/escalate`, odd)).body()

    const ben = await stage().signedIn('ben')
    const dialogs = dialogsOf(ben)
    await ben.page.goto('/')
    await expectShownAsText(ben.page, invoice.payee.name)
    await expectNarrow(ben.page)
    await openPayment(ben.page, submitted.id)
    await unblind(ben.page, readFrom(invoice))
    for (const text of [
      invoice.payee.name,
      invoice.reference,
      invoice.externalId,
      file,
      hold.reason,
      ...said.slice(0, 2),
    ])
      await expectShownAsText(ben.page, text)
    await seeText(ben.page, /^Note <img src=x onerror=/)
    expect(await ben.page.getByText('W'.repeat(1000)).count()).toBe(0)
    expect(await findBarriers(ben.page, 'hostile text', album)).toEqual([])

    await ben.page.locator('summary').filter({ hasText: 'Everything that is signed' }).press('Enter')
    for (let left = 20; left > 0; left--) {
      const more = ben.page.getByRole('button', { name: /^Show all [\d,]+ characters$/ })
      if ((await more.count()) === 0) break
      await more.first().press('Enter')
    }
    expect(await ben.page.getByText('W'.repeat(1000)).count()).toBeGreaterThan(2)
    await expectNarrow(ben.page)
    expect(dialogs).toEqual([])
  })

  it('what people write themselves is text as well, to them and to others', async () => {
    const { office } = stage()
    const invoice = invoiceFrom(strangerCalled('Plain Works SAS'), '1200.00', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    const [eve, ben] = [await stage().signedIn('eve'), await stage().signedIn('ben')]
    const dialogs = [dialogsOf(eve), dialogsOf(ben)]
    await openPayment(ben.page, id)
    await openPayment(eve.page, id)
    await typeInto(eve.page, 'Add a comment', markup('Typed'))
    await pressControl(eve.page, 'button', 'Add')
    await expectShownAsText(eve.page, markup('Typed'))
    await ben.page.reload()
    await seeText(ben.page, 'Comments, also your own, are shown once you have typed amount and account.')
    expect(await ben.page.getByText(markup('Typed')).count()).toBe(0)
    await unblind(ben.page, readFrom(invoice))
    await expectShownAsText(ben.page, markup('Typed'))

    await deny(ben.page, { why: 'Another reason', own: markup('Reason'), contact: 'Not at all' })
    await seeText(eve.page, 'Ben Example denied this just now.')
    expect(await counted(office, id)).toEqual(['ben deny'])
    expect(dialogs).toEqual([[], []])
  })

  it('the name of a key is text to whoever confirms it', async () => {
    const { office, album } = stage()
    const { service } = office
    const ivy = office.person('ivy')
    const Asked = z.object({
      challengeId: z.string(),
      publicKey: z.record(z.string(), z.unknown()),
      confirmWith: z.record(z.string(), z.unknown()),
    })
    const asked = (await ivy.api.post('/v1/keys/challenges', {})).as(Asked)
    const further = await createSoftwareKey({ root: service.keyMaker })
    const credential = await further.create(asked.publicKey as never, service)
    const confirmation = await ivy.key.get(asked.confirmWith as never, service)
    const enrol = (label: string) =>
      ivy.api.post('/v1/keys', { challengeId: asked.challengeId, credential, confirmation, label })
    await expect(enrol(OVERRIDE).then((answer) => answer.body())).rejects.toMatchObject({ status: 422 })
    const label = `<img src=x onerror="alert(1)"> שלום ${'W'.repeat(20)}`
    ;(await enrol(label)).body()

    const fay = await stage().signedIn('fay')
    const dialogs = dialogsOf(fay)
    const change = (await fay.person.inbox()).find(({ subject }) => subject.type === 'key-change')
    await fay.page.goto(`/subjects/key-change/${change?.subject.id}`)
    await seeHeading(fay.page, /^Confirm a security key/)
    await expectShownAsText(fay.page, label)
    expect(await findBarriers(fay.page, 'hostile key', album)).toEqual([])
    expect(dialogs).toEqual([])
  })
})
