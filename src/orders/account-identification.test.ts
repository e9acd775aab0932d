import { CountersignError } from '../domain/errors.ts'
import { parseAccountIdentification } from './account-identification.ts'

const IBAN = 'FR7699990000420002140001788'

function refusal(value: unknown): { code: string; status: number; path: string | undefined } {
  try {
    parseAccountIdentification(value, 'payee.account')
  } catch (error) {
    if (error instanceof CountersignError)
      return { code: error.code, status: error.status, path: error.errors[0]?.path }
    throw error
  }
  throw new Error('was accepted')
}

describe('an account given from outside', () => {
  it('is written in electronic format, so that one account has one spelling', () => {
    expect(parseAccountIdentification({ iban: 'fr76 9999 0000 4200 0214 0001 788', bic: 'xmplfrpp' }, 'a')).toEqual({
      iban: IBAN,
      bic: 'XMPLFRPP',
    })
    expect(parseAccountIdentification({ iban: IBAN }, 'a')).toEqual({ iban: IBAN })
  })

  it.each([
    ['a wrong check digit', 'FR7699990000420002140001789'],
    ['a wrong length', 'FR769999000042000214000178'],
    ['a country without IBANs', 'US7699990000420002140001788'],
    ['an empty string', ''],
    ['look-alike letters', 'FR769999000042000214000178\u0038\u200B'],
    ['digits of another script', 'FR76999900004200021400017\u0668\u0668'],
  ])('is refused with IBAN_INVALID for %s', (_, iban) => {
    expect(refusal({ iban })).toEqual({ code: 'IBAN_INVALID', status: 422, path: 'payee.account.iban' })
  })

  it('may have national check digits that we do not know better than its bank', () => {
    const iban = 'FR893354380052HVVA82N96W433'
    expect(parseAccountIdentification({ iban }, 'a')).toEqual({ iban })
  })

  it.each(['AGRI', 'AGRIFRPPX', 'AGRI1RPP', 'AGRIZZPP', ''])(
    'is refused with BIC_INVALID for the bank code "%s"',
    (bic) => {
      expect(refusal({ iban: IBAN, bic })).toEqual({ code: 'BIC_INVALID', status: 422, path: 'payee.account.bic' })
    },
  )

  it('may be of another scheme', () => {
    const account = { other: { id: '4412345678', scheme: 'BBAN', bic: 'XMPLUS33', country: 'US' } }
    expect(parseAccountIdentification(account, 'a')).toEqual(account)
    expect(parseAccountIdentification({ other: { id: '4412345678' } }, 'a')).toEqual({ other: { id: '4412345678' } })
  })

  it('cannot hide an IBAN as an account of another scheme, where it would be matched as another account', () => {
    expect(refusal({ other: { id: IBAN } })).toEqual({
      code: 'IBAN_AS_OTHER',
      status: 422,
      path: 'payee.account.other.id',
    })
    for (const id of [
      'fr76 9999 0000 4200 0214 0001 788',
      'FR76.9999.0000.4200.0214.0001.788',
      'FR76\u00a099990000420002140001788',
      'ＦＲ７６99990000420002140001788',
    ])
      expect([id, refusal({ other: { id } }).code]).toEqual([id, 'IBAN_AS_OTHER'])
  })

  it.each([
    ['nothing', {}, 'ACCOUNT_FORMAT', 'payee.account'],
    ['both ways of saying it', { iban: IBAN, other: { id: '1' } }, 'ACCOUNT_FORMAT', 'payee.account'],
    ['no object', IBAN, 'ACCOUNT_FORMAT', 'payee.account'],
    ['null', null, 'ACCOUNT_FORMAT', 'payee.account'],
    ['a list', [IBAN], 'ACCOUNT_FORMAT', 'payee.account'],
    ['a number', { iban: 7 }, 'ACCOUNT_FORMAT', 'payee.account.iban'],
    ['another account number as a number', { other: { id: 7 } }, 'ACCOUNT_FORMAT', 'payee.account.other.id'],
    ['an unknown field', { iban: IBAN, name: 'x' }, 'FIELD_UNKNOWN', 'payee.account.name'],
    [
      'an unknown field of another scheme',
      { other: { id: '1', sortCode: '2' } },
      'FIELD_UNKNOWN',
      'payee.account.other.sortCode',
    ],
    ['a country in words', { other: { id: '1', country: 'France' } }, 'COUNTRY_INVALID', 'payee.account.other.country'],
    ['an invisible character', { other: { id: '12\u200B34' } }, 'TEXT_UNSEEN_CHARACTERS', 'payee.account.other.id'],
    ['35 characters', { other: { id: '1'.repeat(35) } }, 'TEXT_TOO_LONG', 'payee.account.other.id'],
  ])('is refused where it is %s', (_, value, code, path) => {
    expect(refusal(value)).toEqual({ code, status: 422, path })
  })
})
