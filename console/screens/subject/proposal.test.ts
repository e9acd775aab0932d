import { accountChangeObject } from '../../../src/directory/account-change.ts'
import { contactChangeObject } from '../../../src/directory/contact-change.ts'
import { readProposal } from './proposal.ts'

const contact = {
  id: 'con_1',
  kind: 'phone',
  value: '+33465710017',
  timeZone: 'Europe/Paris',
  verifiedAt: '2026-01-01T00:00:00Z',
} as const
const presented = (type: string, content: object) => ({ subject: { type }, content })
const payee = {
  ...{ id: 'cpt_1', name: 'Ateliers du Rhone SAS', provenance: 'Letter of 2026-11-02', contacts: [contact] },
  accounts: [{ id: 'acc_1', version: 2, identification: { iban: 'FR7630006000011234567890189' } }],
}

describe('what is proposed, read from what is signed', () => {
  it('is an account with its payee and where it comes from', () => {
    const change = { action: 'add_account', onboarding: false, payeeIsOnFile: true, requesters: ['per_kim'] } as const
    const content = accountChangeObject({ ...change, counterparties: [payee] })
    expect(readProposal(presented('account-change', content))).toMatchObject({
      ...{ action: 'add_account', payeeIsOnFile: true, requesters: ['per_kim'] },
      payees: [{ provenance: 'Letter of 2026-11-02', accounts: [{ number: 'FR7630006000011234567890189' }] }],
    })
  })

  it('is a contact beside those on file', () => {
    const content = contactChangeObject({
      ...{ requesters: ['per_kim'], counterparty: payee, provenance: 'Their website', contact },
      contactsOnFile: [{ id: 'con_0', kind: 'email', value: 'accounts@ateliers.example' }],
    })
    expect(readProposal(presented('contact-change', content))).toMatchObject({
      payee: 'Ateliers du Rhone SAS',
      contact: { kind: 'phone', value: '+33465710017' },
      onFile: [{ value: 'accounts@ateliers.example' }],
    })
  })

  it('is a key with the whole of its fingerprint', () => {
    const content = {
      ...{
        action: 'activate',
        keyId: 'key_1',
        fingerprint: 'ab12',
        model: 'aaguid',
        attestation: 'packed',
        label: null,
      },
      ...{ person: { id: 'per_ben', name: 'Ben Example', email: 'ben@example.com' }, endorsedBy: null, requesters: [] },
    }
    expect(readProposal(presented('key-change', content))).toMatchObject({ fingerprint: 'ab12', isEndorsed: false })
  })

  it.each([
    ['another action', presented('hold', { action: 'place', requesters: [] })],
    ['a kind without words', presented('policy-change', { requesters: [] })],
    ['a member that is missing', presented('hold', { action: 'lift', holdId: 'hld_1', requesters: [] })],
    [
      'an account of no known form',
      presented('account-change', {
        action: 'onboard',
        requesters: [],
        counterparties: [{ ...payee, accounts: [{ identification: {} }] }],
      }),
    ],
  ])('is nothing for %s', (_what, members) => {
    expect(readProposal(members)).toBeNull()
  })
})
