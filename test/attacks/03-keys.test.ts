import { payHonestly } from '../support/paying.ts'
import { enrol } from '../support/people.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { LANDLORD } from '../support/organisation.ts'
import { playsOut } from './plays-out.ts'
import {
  droppedVerification,
  heldApprover,
  inventedKey,
  oneWithTwoKeys,
  stolenSecret,
  syncedPasskey,
} from './scenarios/keys.ts'
import { missingFrom, signalsOf } from './scenarios/scenario.ts'

describeWithOffice('A secret or a key in the wrong hands', {}, (office) => {
  playsOut(office, stolenSecret, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['403 SCOPE'])
    expect(order?.state).toBe('awaiting_evidence')
    expect(signalsOf(order)).toContain('NEW_PAYEE')
    expect(order?.evidence).toEqual([])
  })

  playsOut(office, inventedKey, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['403 ATTESTATION', '403 ATTESTATION', '403 ATTESTATION'])
    expect(missingFrom(order)).toEqual(['approval'])
  })

  playsOut(office, droppedVerification, ({ orders: [order], refused }) => {
    expect(refused).toEqual(['401 UV_REQUIRED', '401 UV_REQUIRED'])
    expect(missingFrom(order)).toEqual(['approval'])
  })

  playsOut(office, syncedPasskey, ({ orders, refused }) => {
    expect(refused).toEqual(['403 BACKUP_ELIGIBLE', '403 BACKUP_ELIGIBLE'])
    for (const order of orders) expect(missingFrom(order)).toEqual(['approval'])
  })

  it('and the invitation that was attacked still lets in a genuine key, which then counts', async () => {
    const kim = await enrol(office().service, 'kim@example.com')
    const people = [kim, ...office().everyoneBut('ivy', 'cfo')]
    const paid = await payHonestly(office(), invoiceFrom(LANDLORD, '64000.00', BY_ERP), { people })
    expect(paid.order.evidence.map(({ personId }) => personId)).toContain(kim.id)
  })

  playsOut(office, oneWithTwoKeys, ({ orders: [order] }) => {
    expect(order?.state).toBe('awaiting_evidence')
    expect(order?.requirements.find(({ kind }) => kind === 'approval')).toMatchObject({ satisfied: 1, missing: 1 })
    expect(missingFrom(order)).toEqual(['approval'])
  })

  playsOut(office, heldApprover, ({ orders: [complete, order], refused }) => {
    expect(complete).toMatchObject({
      state: 'approved',
      holds: [{ scope: 'person', target: office().person('ben').id }],
    })
    expect(refused).toEqual(['409 HELD', '403 PERSON_HELD', '403 HOLD_ON_SELF', '403 HOLD_ON_SELF'])
    expect(order?.evidence).toEqual([])
  })
})
