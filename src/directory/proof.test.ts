import { vouchedAccounts } from '../orders/proof.ts'
import type { OrderContent } from '../domain/payment-order.ts'
import { accountChangeObject } from './account-change.ts'
import { contactChangeObject } from './contact-change.ts'
import { contactsPutOnFile } from './proof.ts'

const PAYEE = { id: 'cpt_1', name: 'Ateliers du Rhone SAS' }
const IBAN = 'FR7699990000420002140001788'
const CONTACT = {
  id: 'con_1',
  kind: 'phone' as const,
  value: '+33465710017',
  timeZone: 'Europe/Paris',
  verifiedAt: '2026-01-01T00:00:00.000Z',
}

const ofAccount = (action: 'onboard' | 'add_account' | 'retire_account') => ({
  type: 'account-change',
  satisfiedAt: '2026-02-01T00:00:00.000Z',
  content: accountChangeObject({
    ...{ action, onboarding: false, payeeIsOnFile: true, requesters: [] },
    counterparties: [
      {
        ...PAYEE,
        provenance: 'x',
        accounts: [{ id: 'acc_1', version: 1, identification: { iban: IBAN } }],
        contacts: [CONTACT],
      },
    ],
  }),
})
const ofContact = (action: 'add_contact' | 'retire_contact') => ({
  type: 'contact-change',
  satisfiedAt: '2026-02-01T00:00:00.000Z',
  content: contactChangeObject({
    ...{ action, requesters: [], counterparty: PAYEE, provenance: 'x', contact: CONTACT, contactsOnFile: [] },
  }),
})

describe('What a signed change of the directory vouches for', () => {
  const paying = { payment: { payee: { name: PAYEE.name, account: { iban: IBAN } }, elements: {} } }
  const vouched = (content: ReturnType<typeof ofAccount>['content'], type = 'account-change') =>
    vouchedAccounts(paying as unknown as OrderContent, [{ type, content }]).map(({ accountId }) => accountId)

  it('is the account that it put on file', () => {
    expect(vouched(ofAccount('onboard').content)).toEqual(['acc_1'])
    expect(vouched(ofAccount('add_account').content)).toEqual(['acc_1'])
  })

  it('is the contact that it put on file', () => {
    expect(contactsPutOnFile(ofContact('add_contact'), PAYEE)).toMatchObject([{ id: 'con_1' }])
    expect(contactsPutOnFile(ofAccount('add_account'), PAYEE)).toMatchObject([{ id: 'con_1' }])
  })

  it('is nothing where it takes something off file, for which less was asked, or does what no change can do', () => {
    const actions = ['retire_account', 'retire_contact', 'add_contact', 'onboard_', '', null, undefined, ['onboard']]
    for (const action of actions) {
      const account = { ...ofAccount('onboard').content, action: action as string }
      const contact = { ...ofContact('add_contact').content, action: action as string }
      expect(vouched(account)).toEqual([])
      expect(contactsPutOnFile({ ...ofAccount('onboard'), content: account }, PAYEE)).toEqual([])
      if (action !== 'add_contact')
        expect(contactsPutOnFile({ ...ofContact('add_contact'), content: contact }, PAYEE)).toEqual([])
    }
    expect(vouched(ofAccount('onboard').content, 'contact-change')).toEqual([])
  })
})
