import { EMPTY_ACCOUNT } from '../../parts/account-draft.ts'
import { emptyContact, placeProposalErrors, toProposal, type ProposalDraft } from './proposal.ts'

const other = { ...EMPTY_ACCOUNT, accountForm: 'other', otherId: ' 12345678 ', otherClearing: '021000021 ' } as const
const draft: ProposalDraft = {
  name: 'Ateliers du Rhone SAS ',
  provenance: 'Contract of 2024-03-11',
  accounts: [{ ...EMPTY_ACCOUNT, iban: 'FR76 9999 0000' }, other],
  contacts: [{ ...emptyContact(), value: '+33 4 65 71 00 17 ', timeZone: 'Europe/Paris' }],
  requestedBy: [],
}
const at = (path: string) => [
  ...placeProposalErrors([{ path, code: 'X', detail: 'Wrong.' }], draft, 'Fill this in.').placed.keys(),
]

describe('a proposal for the directory', () => {
  it('is sent as it was typed, each account in its own form', () => {
    expect(toProposal(draft)).toEqual({
      name: 'Ateliers du Rhone SAS',
      provenance: 'Contract of 2024-03-11',
      accounts: [
        { iban: 'FR7699990000' },
        { other: { id: '12345678' }, elements: { 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId': '021000021' } },
      ],
      contacts: [{ kind: 'phone', value: '+33 4 65 71 00 17', timeZone: 'Europe/Paris' }],
      requestedBy: [],
    })
  })

  it.each([
    ['name', 'name'],
    ['accounts[0].iban', 'accounts[0].iban'],
    ['accounts[1].other.country', 'accounts[1].otherCountry'],
    ['account.iban', 'accounts[0].iban'],
    ['accounts[1].elements.CdtrAgt/FinInstnId/ClrSysMmbId/MmbId', 'accounts[1].otherClearing'],
    ['accounts[1]', 'accounts[1].otherId'],
    ['contacts[0].value', 'contacts[0].value'],
    ['timeZone', 'contacts[0].timeZone'],
    ['requestedBy[2]', 'requestedBy'],
  ])('shows a refusal of %s at %s', (path, field) => {
    expect(at(path)).toEqual([field])
  })

  it.each(['', 'accounts[7].iban', 'contacts[3].value', 'toString'])('tells what belongs to no field: "%s"', (path) => {
    const error = { path, code: 'X', detail: 'Wrong.' }
    expect(placeProposalErrors([error], draft, 'Fill this in.')).toEqual({ placed: new Map(), others: [error] })
  })

  it('asks for what was left empty', () => {
    const empty = { ...draft, provenance: '', contacts: [{ ...emptyContact(), value: '' }] }
    const errors = ['provenance', 'contacts[0].value', 'accounts[0].iban'].map((path) => ({
      path,
      code: 'X',
      detail: 'Wrong.',
    }))
    expect([...placeProposalErrors(errors, empty, 'Fill this in.').placed.values()]).toEqual([
      'Fill this in.',
      'Fill this in.',
      'Wrong.',
    ])
  })
})
