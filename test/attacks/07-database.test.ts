import { mayPay } from '../support/erp-books.ts'
import { describeWithOffice } from '../support/office.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { playsOut } from './plays-out.ts'
import { contactChanged, contactPlanted } from './scenarios/database-contacts.ts'
import { enrolmentAliased, evidenceByHand, keyByHand, keyReplaced, stateByHand } from './scenarios/database-evidence.ts'
import {
  accountSwapped,
  gentlerFacts,
  policyByHand,
  requirementsDeleted,
  tokenByHand,
} from './scenarios/database-rules.ts'
import { missingFrom } from './scenarios/scenario.ts'

describeWithOffice('Somebody with every right in the database', {}, (office) => {
  playsOut(office, stateByHand, ({ orders: [order] }) => {
    expect(order).toMatchObject({ state: 'awaiting_evidence', evidence: [] })
    expect(missingFrom(order)).toEqual(['approval', 'callback', 'review'])
  })

  // The record says that everything is there. The signer does not sign what the record says.
  for (const scenario of [evidenceByHand, requirementsDeleted, policyByHand, accountSwapped]) {
    playsOut(office, scenario, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
  }

  playsOut(office, gentlerFacts, ({ orders: [order] }) => {
    // Facts are read anew before every release: what was written into them is gone, and Ben alone remains. Where it was
    // taken back while he still was at it, he has signed for what is asked now as well.
    expect(order?.state).toBe('awaiting_evidence')
    expect(new Set(order?.evidence.map((one) => one.personId)).size).toBe(1)
    expect(missingFrom(order)).toEqual(['approval', 'callback', 'review'])
  })

  it('attack 46: sets an order to released and puts the token of another under it, which no ERP pays', async () => {
    const { token, invoice } = await tokenByHand(office())
    expect(await mayPay(office(), token, invoice)).toBe('EXTERNAL_ID')
    await expectLogVerifies(office())
  })

  playsOut(office, keyByHand, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
  playsOut(office, keyReplaced, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))

  // The caller has rung whom the worksheet named, and says so with their key. Nobody put that number there with theirs.
  playsOut(office, contactChanged, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
  playsOut(office, contactPlanted, ({ refused }) => expect(refused).toEqual(['EVIDENCE_REFUSED']))
})

describeWithOffice('Somebody who owns the tables of the log', {}, (office) => {
  // The other way around than elsewhere: the log that holds such an entry is signed no more, and pays nobody.
  it(`attack 46: ${enrolmentAliased.title}`, async () => {
    await enrolmentAliased.twin(office())
    const { orders, refused } = await enrolmentAliased.attack(office())
    expect({ refused, states: orders.map(({ state }) => state) }).toEqual({ refused: ['LOG_ALTERED'], states: [] })
  })
})
