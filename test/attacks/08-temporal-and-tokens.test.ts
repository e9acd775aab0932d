import { createErp } from '../support/erp.ts'
import { mayPay } from '../support/erp-books.ts'
import { goAlong } from '../support/going-along.ts'
import { BY_ERP, invoiceFrom, readFrom } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { LANDLORD, SUPPLIER } from '../support/organisation.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { payHonestly } from '../support/paying.ts'
import { playsOut } from './plays-out.ts'
import { missingFrom, refusalOf } from './scenarios/scenario.ts'
import { endedByHand, inventedUpdate, poisonedHistory } from './scenarios/temporal.ts'

describeWithOffice('Somebody with Temporal, or with a token', {}, (office) => {
  playsOut(office, inventedUpdate, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['refused', 'refused', 'refused'])
    expect(order?.state).toBe('awaiting_evidence')
    expect(missingFrom(order)).toEqual(['approval'])
  })

  playsOut(office, poisonedHistory, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['refused'])
    expect(order?.state).toBe('awaiting_evidence')
    expect(missingFrom(order)).toEqual(['approval'])
  })

  it('attack 47: terminates the workflow, and the order is completed by those who have yet to sign', async () => {
    const { before, paid } = await endedByHand(office(), (handle) => handle.terminate('nothing to see here'))
    expect(before).toEqual({ state: 'awaiting_evidence', workflow: 'TERMINATED' })
    expect(paid.order.state).toBe('released')
    await expectLogVerifies(office())
  })

  it('attack 47: ends the workflow after poisoning it, and the order is completed all the same', async () => {
    const { before, paid } = await endedByHand(office(), async (handle) => {
      await handle.signal('refresh', { status: 'closed' })
      await handle.terminate()
    })
    expect(before.state).toBe('awaiting_evidence')
    expect(paid.order.state).toBe('released')
  })

  it('attack 48: a token is not good for a second payment of the same amount to the same account', async () => {
    const { token, invoice } = await payHonestly(office(), invoiceFrom(LANDLORD, '72000.00', BY_ERP))
    // The ERP's second payment looks like the first in everything a bank would see.
    expect(await mayPay(office(), token, { ...invoice, externalId: `${invoice.externalId}-2` })).toBe('EXTERNAL_ID')
    expect(await mayPay(office(), token, { ...invoice, amount: '72000.01' })).toBe('PAYMENT_MISMATCH')
    // Shown once more for what it is: a payment run that broke off.
    expect(await mayPay(office(), token, invoice)).toBe('pay')
  })

  it('attack 48: a later order for the same invoice does not pay what has been paid', async () => {
    const first = await payHonestly(office(), invoiceFrom(SUPPLIER, '7300.00', BY_ERP))
    await office().erp.report(first.order.id, 'failed')
    expect(await refusalOf(office().erp.submit(first.invoice))).toBe('422 EXTERNAL_ID_RELEASED')
    const supersedes = first.order.id
    expect(await refusalOf(office().erp.submit({ ...first.invoice, supersedes }))).toBe('422 EXTERNAL_ID_RELEASED')

    // Under a number of its own it is asked about as a duplicate, and pays what has that number.
    const second = { ...first.invoice, externalId: `${first.invoice.externalId}-2` }
    const { id, signals } = await office().erp.submit({ ...second, supersedes })
    expect(signals.map(({ code }) => code)).toContain('DUPLICATE')
    const truth = readFrom(second)
    await goAlong({ type: 'order', id }, { people: office().people, invoice: truth, callee: truth })
    const token = await office().erp.release(id)
    expect(await mayPay(office(), token, first.invoice)).toBe('EXTERNAL_ID')
    expect(await mayPay(office(), token, second)).toBe('pay')
  })

  it('attack 48: no token is handed out while anything holds the order, and a held one is not renewed', async () => {
    const { order } = await payHonestly(office(), invoiceFrom(SUPPLIER, '7100.00', BY_ERP))
    const hold = { scope: 'order', target: order.id, reason: 'The supplier rang: their books were hacked.' }
    expect((await office().person('eve').api.post('/v1/holds', hold)).status).toBe(201)
    expect(await refusalOf(office().erp.token(order.id))).toBe('409 HELD')
    // Another order, which nobody holds, is not touched by it.
    await payHonestly(office(), invoiceFrom(SUPPLIER, '7200.00', BY_ERP))
    expect(await refusalOf(office().erp.token(order.id))).toBe('409 HELD')
  })

  it('attack 48: a token of another client is neither handed out nor good', async () => {
    const { order, token, invoice } = await payHonestly(office(), invoiceFrom(LANDLORD, '73000.00', BY_ERP))
    const other = createErp(office().service, 'other-erp')
    expect(await refusalOf(other.token(order.id))).toBe('404 NOT_FOUND')
    expect(await refusalOf(other.read(order.id))).toBe('404 NOT_FOUND')
    expect(await mayPay(office(), token, invoice, 'other-erp')).toBe('AUDIENCE')
  })

  it('attack 48: a token that was touched, or signed by nobody, is none', async () => {
    const { token, invoice } = await payHonestly(office(), invoiceFrom(SUPPLIER, '7400.00', BY_ERP))
    const [head = '', payload = '', signature = ''] = token.split('.')
    const claims = {
      ...(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as object),
      externalId: 'INV-0',
    }
    const bent = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', typ: 'countersign-release+jwt' })).toString('base64url')
    for (const forged of [`${head}.${bent}.${signature}`, `${unsigned}.${bent}.`, `${head}.${payload}.`]) {
      expect(await mayPay(office(), forged, { ...invoice, externalId: 'INV-0' })).toBe('TOKEN_SIGNATURE')
    }
  })
})
