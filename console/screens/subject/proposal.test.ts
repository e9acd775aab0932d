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
const account = { id: 'acc_1', version: 2, identification: { iban: 'FR7630006000011234567890189' } }
const payee = {
  ...{ id: 'cpt_1', name: 'Ateliers du Rhone SAS', provenance: 'Letter of 2026-11-02', contacts: [contact] },
  accounts: [account],
}
const bare = { ...payee, contacts: [] }
const contactChange = {
  ...{ requesters: ['per_kim'], counterparty: payee, contact },
  contactsOnFile: [{ id: 'con_0', kind: 'email', value: 'accounts@ateliers.example' }],
} as const

function accountRemoval(changed: object): object {
  const change = { action: 'add_account', onboarding: false, payeeIsOnFile: true, requesters: ['per_kim'] } as const
  return { ...accountChangeObject({ ...change, counterparties: [bare] }), action: 'retire_account', ...changed }
}

function contactRemoval(changed: object): object {
  const change = { ...contactChange, action: 'retire_contact', provenance: 'Their bank rang' } as const
  return { ...contactChangeObject(change), action: 'retire_contact', ...changed }
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
    const change = { ...contactChange, action: 'add_contact', provenance: 'Their website' } as const
    expect(readProposal(presented('contact-change', contactChangeObject(change)))).toMatchObject({
      action: 'add_contact',
      payee: 'Ateliers du Rhone SAS',
      contact: { kind: 'phone', value: '+33465710017' },
      onFile: [{ value: 'accounts@ateliers.example' }],
    })
  })

  it('is an account that goes off file, and why', () => {
    expect(readProposal(presented('account-change', accountRemoval({})))).toEqual({
      ...{ type: 'account-change', action: 'retire_account', requesters: ['per_kim'] },
      payee: { id: 'cpt_1', name: 'Ateliers du Rhone SAS' },
      going: {
        ...{ accountId: 'acc_1', provenance: 'Letter of 2026-11-02' },
        account: expect.objectContaining({ number: 'FR7630006000011234567890189' }),
      },
    })
  })

  it('is an account that goes off file for whoever is not shown which one', () => {
    const { id, name } = payee
    const blind = accountRemoval({ counterparties: [{ id, name, accounts: [], contacts: [] }] })
    expect(readProposal(presented('account-change', blind))).toMatchObject({ action: 'retire_account', going: null })
  })

  it('is a contact that goes off file, and those that stay', () => {
    expect(readProposal(presented('contact-change', contactRemoval({})))).toEqual({
      ...{ type: 'contact-change', action: 'retire_contact', requesters: ['per_kim'] },
      ...{ payee: 'Ateliers du Rhone SAS', provenance: 'Their bank rang' },
      going: { id: 'con_1', kind: 'phone', value: '+33465710017' },
      staying: [{ id: 'con_0', kind: 'email', value: 'accounts@ateliers.example' }],
    })
  })

  it.each([
    ['two payees', { counterparties: [bare, { ...bare, id: 'cpt_2' }] }],
    ['no payee', { counterparties: [] }],
    ['two accounts', { counterparties: [{ ...bare, accounts: [...bare.accounts, ...bare.accounts] }] }],
    ['a contact beside the account', { counterparties: [payee] }],
    ['an account without a reason', { counterparties: [{ ...bare, provenance: undefined }] }],
    ['a reason without an account', { counterparties: [{ ...bare, accounts: [] }] }],
    ['an account without an id', { counterparties: [{ ...bare, accounts: [{ ...account, id: undefined }] }] }],
    ['a payee that is not on file', { payeeIsOnFile: false }],
    ['the set-up of the organisation', { onboarding: true }],
  ])('is nothing for an account that goes off file with %s', (_what, changed) => {
    expect(readProposal(presented('account-change', accountRemoval(changed)))).toBeNull()
  })

  it.each([
    ['stays as well', { contactsOnFile: [contact] }],
    ['stays as well under another id', { contactsOnFile: [{ ...contact, id: 'con_2' }] }],
    ['goes by the id of one that stays', { contactsOnFile: [{ ...contact, value: '+33465710018' }] }],
    ['is of a kind without words', { contact: { ...contact, kind: 'pager' } }],
    ['leaves one of a kind without words', { contactsOnFile: [{ ...contact, id: 'con_0', kind: 'pager' }] }],
    ['goes without a reason', { provenance: undefined }],
  ])('is nothing for a contact that goes off file and %s', (_what, changed) => {
    expect(readProposal(presented('contact-change', contactRemoval(changed)))).toBeNull()
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
