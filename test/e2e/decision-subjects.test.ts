import type { Page } from 'playwright-core'
import { SubjectView } from '../../src/consent/schema.ts'
import { findBarriers } from '../support/browser/accessibility.ts'
import { deny, MANY_PAYEES, openDialog, openPayment, payeeAt, pressKey } from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl, typeInto } from '../support/browser/keyboard.ts'
import { seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser, type Stage } from '../support/browser/stage.ts'
import { withDatabase } from '../support/intruder.ts'
import { BY_ERP, invoiceFrom, strangerCalled, type Payee } from '../support/invoices.ts'
import { reaches } from '../support/erp.ts'

const WITH_DIRECTORY = {
  organisation: {
    ...MANY_PAYEES.organisation,
    clients: [
      {
        id: 'erp',
        scopes: ['orders:write', 'orders:read', 'events:read', 'directory:write'],
        channels: ['erp', 'voice', 'video', 'chat', 'email'],
      },
    ],
  },
}

/** Proposed by the ERP, in the name of somebody who asked for it. */
async function proposed({ office }: Stage, { name, account }: Payee): Promise<SubjectView> {
  const body = {
    name,
    accounts: [account],
    provenance: 'Bank details letter of 2026-11-02, compared with their contract',
    requestedBy: ['ana@example.com'],
  }
  return (await office.erp.api.post('/v1/counterparties', body)).as(SubjectView)
}

async function isOnFile({ office }: Stage, { name }: Payee): Promise<boolean> {
  const { items } = JSON.parse(
    (await office.erp.api.get(`/v1/counterparties?q=${encodeURIComponent(name)}`)).body(),
  ) as {
    items: { name: string }[]
  }
  return items.some((one) => one.name === name)
}

async function openChange(page: Page, { id }: SubjectView): Promise<void> {
  await page.goto(`/subjects/account-change/${id}`)
  await seeHeading(page, /^New payee/)
}

async function signChange({ page }: PersonAtBrowser): Promise<void> {
  await chooseRadio(page, 'Not at all')
  await pressKey(await openDialog(page))
  await seeText(page, 'Signed and recorded.')
}

/** From the queue to the signature, by way of being told that a reason is wanted. */
async function continueFromQueue({ page }: PersonAtBrowser, name: string, checked: string): Promise<void> {
  await page.goto('/reviews')
  await seeHeading(page, 'Reviews')
  await page.getByRole('link', { name: new RegExp(name) }).waitFor()
  await pressControl(page, 'link', new RegExp(name))
  await page.getByRole('region', { name: 'Your decision' }).waitFor()
  await chooseRadio(page, 'Not at all')
  const dialog = await openDialog(page, 'Continue…')
  await seeText(dialog, 'Let it continue')
  await pressKey(dialog)
  await seeText(dialog, 'Write down what you checked.')
  await typeInto(dialog, 'What did you check?', checked)
  await pressKey(dialog)
  await seeText(page, 'Signed and recorded.')
}

async function signedReason({ office }: Stage, subjectId: string): Promise<unknown> {
  const find = "SELECT statement FROM evidence WHERE subject_id = $1 AND decision = 'continue'"
  const [row] = await withDatabase(office, ({ run }) => run(find, subjectId))
  return (JSON.parse(String(row?.['statement'])) as { reason: unknown }).reason
}

describeWithBrowser('Changes and reviews', WITH_DIRECTORY, (stage) => {
  it('a new payee comes on file when two approvers and a reviewer have signed, each at their own screen', async () => {
    const { office, album } = stage()
    const payee = strangerCalled('Juniper Works SAS')
    const change = await proposed(stage(), payee)
    const [ben, ivy, eve] = [
      await stage().signedIn('ben'),
      await stage().signedIn('ivy'),
      await stage().signedIn('eve'),
    ]
    await openChange(ivy.page, change)
    await openChange(ben.page, change)
    await seeText(ben.page, payee.name)
    await seeText(ben.page, /^This payee is not on file, so there is no contact to call/)
    expect(await findBarriers(ben.page, 'new payee', album)).toEqual([])
    await signChange(ben)
    await seeText(ivy.page, 'Ben Example signed just now.')
    await signChange(ivy)
    expect(await isOnFile(stage(), payee)).toBe(false)

    await eve.page.goto('/reviews')
    await seeText(eve.page, payee.name)
    expect(await findBarriers(eve.page, 'reviews', album)).toEqual([])
    await continueFromQueue(eve, payee.name, 'Rang their switchboard.')
    await ben.page.locator('[data-state="applied"]').first().waitFor()
    expect(await ben.person.read({ type: 'account-change', id: change.id })).toMatchObject({ state: 'applied' })
    expect(await isOnFile(stage(), payee)).toBe(true)
    expect(await signedReason(stage(), change.id)).toBe('Rang their switchboard.')
    expect(await office.person('eve').inbox()).toEqual([])
  })

  it('one who denies is enough for it never to come on file', async () => {
    const payee = strangerCalled('Larkspur Works SAS')
    const change = await proposed(stage(), payee)
    const [ben, ivy] = [await stage().signedIn('ben'), await stage().signedIn('ivy')]
    await openChange(ivy.page, change)
    await openChange(ben.page, change)
    await signChange(ben)
    await deny(ivy.page, { why: 'We did not expect this change.', contact: 'Not at all' })
    await seeText(ben.page, 'Ivy Example denied this just now.')
    expect(await ben.person.read({ type: 'account-change', id: change.id })).toMatchObject({ state: 'denied' })
    expect(await isOnFile(stage(), payee)).toBe(false)
  })

  it('a payment that an approver escalates waits in the reviewers queue, and goes on with what they checked', async () => {
    const { office, album } = stage()
    const payee = payeeAt(0)
    const { id } = await office.erp.submit(invoiceFrom(payee, '1200.00', BY_ERP))
    const [ben, eve] = [await stage().signedIn('ben'), await stage().signedIn('eve')]
    await eve.page.goto('/reviews')
    await seeText(eve.page, 'Nothing waits for your review')
    await openPayment(ben.page, id)
    const dialog = await openDialog(ben.page, 'Escalate…')
    await typeInto(dialog, 'What is odd about it?', 'They never bill in November.')
    expect(await findBarriers(ben.page, 'escalating', album)).toEqual([])
    await pressControl(dialog, 'button', 'Escalate')
    await seeText(ben.page, 'Reviewers have been told. Their review is asked for as well.')

    // By itself, while it is open.
    await seeText(eve.page, payee.name)
    await continueFromQueue(eve, payee.name, 'Compared with the contract: a yearly fee.')
    expect(await signedReason(stage(), id)).toBe('Compared with the contract: a yearly fee.')
    await seeText(ben.page, 'Eve Example signed just now.')
    await signChange(ben)
    await reaches(office.erp, id, 'released')
  })
})
