import { mayPay } from '../support/erp-books.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { describeWithOffice } from '../support/office.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { playsOut } from './plays-out.ts'
import {
  accountSwapped,
  evidenceByHand,
  gentlerFacts,
  keyByHand,
  keyReplaced,
  policyByHand,
  requirementsDeleted,
  stateByHand,
  tokenByHand,
} from './scenarios/database.ts'
import { missingFrom } from './scenarios/scenario.ts'

describeWithOffice('Somebody with every right in the database', {}, (office) => {
  playsOut(office, stateByHand, ({ orders: [order] }) => {
    expect(order).toMatchObject({ state: 'awaiting_evidence', evidence: [] })
    expect(missingFrom(order ?? { requirements: [] })).toEqual(['approval', 'callback', 'review'])
  })

  // The record says that everything is there. The signer does not sign what the record says.
  for (const scenario of [evidenceByHand, requirementsDeleted, policyByHand, accountSwapped]) {
    playsOut(office, scenario, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
  }

  playsOut(office, gentlerFacts, ({ orders: [order] }) => {
    // Facts are read anew before every release: what was written into them is gone, and Ben's signature alone remains.
    expect(order?.state).toBe('awaiting_evidence')
    expect(order?.evidence).toHaveLength(1)
    expect(missingFrom(order ?? { requirements: [] })).toEqual(['approval', 'callback', 'review'])
  })

  it('attack 46: sets an order to released and puts the token of another under it, which no ERP pays', async () => {
    const {
      orders: [order],
    } = await tokenByHand.attack(office())
    const token = await office().erp.token(order?.id ?? '')
    const wanted = {
      ...invoiceFrom(
        { name: order?.payee.name ?? '', account: { iban: String(order?.payee.account?.['iban']) } },
        '83000.00',
        BY_ERP,
      ),
    }
    expect(
      await mayPay(office(), token, {
        ...wanted,
        externalId: order?.externalId ?? '',
        reference: order?.reference ?? '',
      }),
    ).toBe('EXTERNAL_ID')
    await tokenByHand.twin(office())
    await expectLogVerifies(office())
  })

  playsOut(office, keyByHand, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
  playsOut(office, keyReplaced, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
})
