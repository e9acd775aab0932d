import { mayPay } from '../support/erp-books.ts'
import { readFrom } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { playsOut } from './plays-out.ts'
import { inboundCall, offeredNumber } from './scenarios/callbacks.ts'
import { missingFrom, signalsOf } from './scenarios/scenario.ts'
import { editedAfterApproval, falseDisplay, replayedAssertion, swappedAssertion } from './scenarios/signing.ts'

describeWithOffice('A call, a screen and a signature that are bent', {}, (office) => {
  playsOut(office, offeredNumber, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['422 CONTACT_NOT_ON_FILE', '422 CALLBACK_INCOMPLETE'])
    expect(order?.state).toBe('awaiting_evidence')
    expect(signalsOf(order)).toEqual(expect.arrayContaining(['NEW_ACCOUNT', 'ACCOUNT_CHANGED']))
    expect(missingFrom(order)).toContain('callback')
  })

  playsOut(office, inboundCall, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['422 INBOUND_CALL', '422 CALLBACK_INCOMPLETE'])
    expect(order?.state).toBe('awaiting_evidence')
    expect(missingFrom(order)).toContain('callback')
  })

  playsOut(office, falseDisplay, ({ orders: [order], refused }) => {
    expect(refused).toEqual([
      '422 BLIND_ENTRY_MISMATCH',
      '422 BLIND_ENTRY_MISMATCH',
      '403 BLIND_ENTRY_LOCKED',
      '403 BLIND_ENTRY_LOCKED',
    ])
    expect(order?.requirements.find(({ kind }) => kind === 'approval')).toMatchObject({ satisfied: 0, missing: 2 })
  })

  it('attack 14: even a payment that everybody signed is not paid by an ERP that has another one in its books', async () => {
    const { token, invoice } = await falseDisplay.twin(office())
    const shown = { ...invoice, amount: '12500.00' }
    const elsewhere = {
      ...invoice,
      payee: { ...invoice.payee, account: { iban: invoice.payee.account.iban.replace(/..$/, '00') } },
    }
    expect(readFrom(elsewhere)).not.toEqual(readFrom(invoice))
    for (const own of [shown, elsewhere]) expect(await mayPay(office(), token, own)).toBe('PAYMENT_MISMATCH')
  })

  playsOut(office, editedAfterApproval, ({ orders: [order] }) => {
    expect(order).toMatchObject({ version: 2, state: 'awaiting_evidence' })
    expect(signalsOf(order)).toEqual(expect.arrayContaining(['NEW_ACCOUNT', 'ACCOUNT_CHANGED']))
    expect(order?.evidence.length).toBeGreaterThan(0)
    for (const evidence of order?.evidence ?? [])
      expect(evidence).toMatchObject({ subject: { version: 1 }, voidedBy: expect.any(String) })
    for (const requirement of order?.requirements ?? [])
      expect(requirement).toMatchObject({ status: 'waiting', satisfied: 0 })
  })

  playsOut(office, replayedAssertion, ({ orders: [order], refused }) => {
    // To anybody else the challenge does not even exist.
    expect(refused).toEqual(['409 CHALLENGE_CONSUMED', '404 NOT_FOUND'])
    expect(order?.requirements.find(({ kind }) => kind === 'approval')).toMatchObject({ satisfied: 1, missing: 1 })
  })

  playsOut(office, swappedAssertion, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['409 DIGEST_MISMATCH'])
    expect(order?.evidence).toEqual([])
  })
})
