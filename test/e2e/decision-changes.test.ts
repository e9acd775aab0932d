import { createDatabase } from '../../src/platform/postgres/database.ts'
import type { OrderView } from '../../src/orders/schema.ts'
import { counted, MANY_PAYEES, openDialog, openPayment, payeeAt, pressKey } from '../support/browser/decision-screen.ts'
import { chooseRadio, pressControl } from '../support/browser/keyboard.ts'
import { seeAlert, seeHeading, seeText } from '../support/browser/screen.ts'
import { describeWithBrowser, type PersonAtBrowser, type Stage } from '../support/browser/stage.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { moveClock } from '../support/moved-clock.ts'

const EVIDENCE = '**/v1/evidence'
const NOT_SIGNED = 'It changed while you were about to sign. Nothing was signed.'
const subjectOf = ({ id }: OrderView) => ({ type: 'order', id }) as const

/** A routine payment, which takes one signature. */
async function submitted({ office }: Stage, payee: number): Promise<OrderView> {
  return office.erp.submit(invoiceFrom(payeeAt(payee), '1200.00', BY_ERP))
}

/** Everything is answered, the key blinks, and nobody has touched it yet. */
async function waitingForTouch(stage: Stage, order: OrderView, name = 'ben'): Promise<PersonAtBrowser> {
  const somebody = await stage.signedIn(name)
  await openPayment(somebody.page, order.id)
  await chooseRadio(somebody.page, 'Not at all')
  await somebody.key.setTouched(false)
  await pressKey(await openDialog(somebody.page))
  await seeText(somebody.page, 'Waiting for your key. Touch it now.')
  return somebody
}

/** The key was touched; before its answer arrives, something else happens. */
async function signedToo(stage: Stage, order: OrderView, meanwhile: () => Promise<unknown>, name = 'ben') {
  const somebody = await stage.signedIn(name)
  await somebody.page.route(EVIDENCE, async (route) => {
    await meanwhile()
    await route.continue()
  })
  await openPayment(somebody.page, order.id)
  await chooseRadio(somebody.page, 'Not at all')
  await pressKey(await openDialog(somebody.page))
  return somebody
}

describeWithBrowser('What happens while somebody is about to sign', MANY_PAYEES, (stage) => {
  it('an amendment takes the key back, is marked, and only the new version can be signed', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 0)
    const ben = await waitingForTouch(stage(), order)
    // A part of the old version that is asked for once more is not there any more.
    ben.faults.allow(/422/)
    await office.erp.amend(order, { amount: '1900.00' })
    await seeText(ben.page, NOT_SIGNED)
    await pressControl(ben.page.getByRole('dialog'), 'button', 'Back')
    const notice = await seeAlert(ben.page, 'This changed while you had it open')
    await seeText(notice, 'Amount')
    await seeText(ben.page, 'EUR 1200.00')
    await seeText(ben.page, 'Signed as EUR 1900.00')

    await ben.key.setTouched(true)
    await pressControl(ben.page.getByRole('region', { name: 'Your decision' }), 'button', 'Sign…')
    expect(await ben.page.getByRole('dialog').count()).toBe(0)
    expect(await counted(office, order.id)).toEqual([])

    await pressControl(ben.page, 'button', 'I have read it again')
    await pressKey(await openDialog(ben.page))
    await seeText(ben.page, 'Signed and recorded.')
    const { evidence } = await office.erp.read(order.id)
    expect(evidence.map(({ subject, decision }) => [subject.version, decision])).toEqual([[2, 'confirm']])
  })

  it('a hold takes the key back and says why', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 1)
    const ben = await waitingForTouch(stage(), order)
    const hold = { scope: 'order', target: order.id, reason: 'The goods have not arrived.' }
    await office.person('eve').api.post('/v1/holds', hold)
    await seeText(ben.page, NOT_SIGNED)
    await pressControl(ben.page.getByRole('dialog'), 'button', 'Back')
    await seeText(await seeAlert(ben.page, 'This changed while you had it open'), 'A hold was placed')
    await seeText(ben.page, 'The goods have not arrived.')
    expect(await counted(office, order.id)).toEqual([])
  })

  it('a denial by somebody else takes the key back and names who denied', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 2)
    const ben = await waitingForTouch(stage(), order)
    await office.person('ivy').sign(subjectOf(order), null, 'deny', { reason: 'Not ours.' })
    await seeText(ben.page, NOT_SIGNED)
    await pressControl(ben.page.getByRole('dialog'), 'button', 'Back')
    await seeText(ben.page, 'Ivy Example denied this just now.')
    expect(await counted(office, order.id)).toEqual(['ivy deny'])
    expect(await ben.page.getByRole('button', { name: 'Sign…' }).count()).toBe(0)
  })

  it('a key that was touched a moment too late signs nothing that was amended', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 3)
    const ben = await signedToo(stage(), order, () => office.erp.amend(order, { amount: '1904.00' }))
    ben.faults.allow(/409|422/)
    await seeText(ben.page.getByRole('dialog'), NOT_SIGNED)
    expect(await counted(office, order.id)).toEqual([])
    expect((await office.erp.read(order.id)).evidence).toEqual([])
  })

  it('nor anything that was denied meanwhile', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 4)
    const deny = () => office.person('ivy').sign(subjectOf(order), null, 'deny', { reason: 'Not ours.' })
    const ben = await signedToo(stage(), order, deny)
    ben.faults.allow(/409|422/)
    await seeText(ben.page.getByRole('dialog'), NOT_SIGNED)
    expect(await counted(office, order.id)).toEqual(['ivy deny'])
  })

  it('nor with a key that was revoked meanwhile, which ends the session as well', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 5)
    const { api, giveUpKey } = office.person('ivy')
    const { items } = JSON.parse((await api.get('/v1/keys')).body()) as { items: { id: string }[] }
    const revoke = () => giveUpKey(items[0]?.id ?? '')
    const ivy = await signedToo(stage(), order, revoke, 'ivy')
    ivy.faults.allow(/401/)
    await seeHeading(ivy.page, 'Sign in')
    expect(await counted(office, order.id)).toEqual([])
  })

  // The last of them, as it leaves the clock ahead.
  it('a challenge that nobody answers in five minutes has expired, and says to start again', async () => {
    const { office } = stage()
    const order = await submitted(stage(), 6)
    const owner = createDatabase({ url: office.service.databaseUrl, role: 'migrate', max: 1, onError: () => {} })
    const ben = await signedToo(stage(), order, () => moveClock(owner, 301))
    ben.faults.allow(/409/)
    await seeAlert(ben.page, 'That took too long')
    expect(await counted(office, order.id)).toEqual([])

    await ben.page.unroute(EVIDENCE)
    // From here on as fast as ever: the record's clock never goes back behind what it has written.
    await moveClock(owner, 0)
    await pressKey(ben.page.getByRole('dialog'))
    await seeText(ben.page, 'Signed and recorded.')
    expect(await counted(office, order.id)).toEqual(['ben confirm'])
    await owner.destroy()
  })
})
