import { CountersignError } from '../domain/errors.ts'
import { parseVettedAccount } from './parse-vetted-account.ts'

const MEMBER = 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId'
const IBAN = 'FR7699990000420002140001788'

function refusal(value: unknown): { code: string; path: string | undefined } {
  try {
    parseVettedAccount(value, 'account')
  } catch (error) {
    if (error instanceof CountersignError) return { code: error.code, path: error.errors[0]?.path }
    throw error
  }
  throw new Error('It was accepted')
}

describe('An account that is to come on file', () => {
  it('is an account as an order names it, with the way to it', () => {
    expect(parseVettedAccount({ iban: 'fr76 99990000420002140001788' }, 'account')).toEqual({ iban: IBAN })
    const clearing = { other: { id: '12345678', country: 'US' }, elements: { [MEMBER]: '021000021' } }
    expect(parseVettedAccount(clearing, 'account')).toEqual(clearing)
    const byBic = { other: { id: '12345678', bic: 'XMPLUS33' } }
    expect(parseVettedAccount(byBic, 'account')).toEqual(byBic)
  })

  it.each([
    [
      'a number that could be at any bank',
      { other: { id: '12345678', country: 'US' } },
      'BANK_REQUIRED',
      'account.other',
    ],
    [
      'a number at a bank known by its name alone',
      { other: { id: '12345678' }, elements: { 'CdtrAgt/FinInstnId/Nm': 'Example Bank' } },
      'BANK_REQUIRED',
      'account.other',
    ],
    ['no object', 'FR76', 'ACCOUNT_FORMAT', 'account'],
    ['elements that are none', { iban: IBAN, elements: [] }, 'ACCOUNT_FORMAT', 'account.elements'],
    ['an element that is no text', { iban: IBAN, elements: { [MEMBER]: 7 } }, 'ACCOUNT_FORMAT', 'account.elements'],
    [
      'an element of the payment, not of the account',
      { iban: IBAN, elements: { 'Purp/Cd': 'SUPP' } },
      'ELEMENT_NOT_ROUTING',
      'account.elements.Purp/Cd',
    ],
    [
      'an element that has a field',
      { iban: IBAN, elements: { 'CdtrAgt/FinInstnId/BICFI': 'XMPLFRPP' } },
      'ELEMENT_NOT_CARRIED',
      'account.elements.CdtrAgt/FinInstnId/BICFI',
    ],
    [
      'another account beside it',
      { iban: IBAN, elements: { 'CdtrAcct/Id/Othr/Id': '1' } },
      'ELEMENT_NOT_CARRIED',
      'account.elements.CdtrAcct/Id/Othr/Id',
    ],
  ])('is refused where it is %s', (_, value, code, path) => {
    expect(refusal(value)).toEqual({ code, path })
  })
})
