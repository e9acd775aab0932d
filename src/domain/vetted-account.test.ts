import fc from 'fast-check'
import { accountKey, isSameAccount, namesBank, type VettedAccount } from './vetted-account.ts'

const IBAN = 'FR7630006000011234567890189'
const MEMBER = 'CdtrAgt/FinInstnId/ClrSysMmbId/MmbId'
const number: VettedAccount = { other: { id: '12345678', country: 'US' } }
const atBank: VettedAccount = { ...number, elements: { [MEMBER]: '021000021' } }

/** Each alone leads a payment to another bank, branch or account. */
const DETOURS = [
  MEMBER,
  'CdtrAgt/FinInstnId/ClrSysMmbId/ClrSysId/Cd',
  'CdtrAgt/FinInstnId/Othr/Id',
  'CdtrAgt/FinInstnId/Nm',
  'CdtrAgt/FinInstnId/LEI',
  'CdtrAgt/BrnchId/Id',
  'IntrmyAgt1/FinInstnId/BICFI',
  'IntrmyAgt3/FinInstnId/Nm',
  'CdtrAcct/Id/Othr/Issr',
] as const

describe('Whether an account is the one on file', () => {
  it.each(DETOURS)('is answered with no where %s leads elsewhere', (path) => {
    const elements = { [path]: 'ELSEWHERE' }
    expect(isSameAccount(number, number, elements)).toBe(false)
    expect(isSameAccount({ iban: IBAN }, { iban: IBAN }, elements)).toBe(false)
    expect(isSameAccount(atBank, number, { ...atBank.elements, ...elements })).toBe(false)
  })

  it.each(DETOURS)('is answered with yes where %s was vetted so', (path) => {
    const elements = { [path]: 'HERE' }
    expect(isSameAccount({ ...number, elements }, number, { ...elements, 'Purp/Cd': 'SUPP' })).toBe(true)
    expect(isSameAccount({ iban: IBAN, elements }, { iban: IBAN }, elements)).toBe(true)
  })

  it('asks of a number that is no IBAN for the bank as it was vetted, and of one vetted without for none', () => {
    expect(isSameAccount(atBank, number, { [MEMBER]: '021000021' })).toBe(true)
    expect(isSameAccount(atBank, number, { [MEMBER]: '026009593' })).toBe(false)
    expect(isSameAccount(atBank, number, {})).toBe(false)
    expect(isSameAccount(number, number, {})).toBe(true)
    const at = (bic: string): VettedAccount => ({ other: { id: '12345678', bic } })
    expect(isSameAccount(at('XMPLUS33'), at('XMPLUS33XXX'), {})).toBe(true)
    expect(isSameAccount(at('XMPLUS33'), at('XMPLGB2L'), {})).toBe(false)
    expect(isSameAccount(at('XMPLUS33'), number, {})).toBe(false)
  })

  it('lets nobody but whoever names the bank leave out its country', () => {
    const elements = { [MEMBER]: '021000021' }
    expect(isSameAccount(atBank, { other: { id: '12345678' } }, elements)).toBe(true)
    expect(isSameAccount(atBank, { other: { id: '12345678', country: 'CA' } }, elements)).toBe(false)
    expect(isSameAccount(number, { other: { id: '12345678' } }, {})).toBe(false)
  })

  it.each([
    ['no BIC on either side', undefined, undefined, true],
    ['none in the payment', 'AGRIFRPP', undefined, true],
    ['none on file', undefined, 'AGRIFRPP', true],
    ['one of another country, and none on file', undefined, 'XMPLGB2L', false],
    ['the head office and no branch', 'AGRIFRPP', 'AGRIFRPPXXX', true],
    ['another branch of the bank', 'AGRIFRPP882', 'AGRIFRPP', true],
    ['another bank', 'AGRIFRPP', 'XMPLGB2L', false],
  ])('minds the BIC beside an IBAN: %s', (_, vetted, asked, same) => {
    const iban = (bic: string | undefined) => (bic === undefined ? { iban: IBAN } : { iban: IBAN, bic })
    expect(isSameAccount(iban(vetted), iban(asked), {})).toBe(same)
  })

  it('does not mind what the account says itself, or who receives it in the end', () => {
    const elements = { 'CdtrAgt/FinInstnId/PstlAdr/Ctry': 'US', 'UltmtCdtr/Nm': 'Somebody else' }
    expect(isSameAccount(number, number, elements)).toBe(true)
    expect(isSameAccount({ iban: IBAN }, { iban: IBAN }, { 'CdtrAgt/FinInstnId/PstlAdr/Ctry': 'FR' })).toBe(true)
    expect(isSameAccount({ iban: IBAN }, { iban: IBAN }, { 'CdtrAgt/FinInstnId/PstlAdr/Ctry': 'GB' })).toBe(false)
    const local: VettedAccount = { other: { id: '1', scheme: 'LOCAL' } }
    expect(isSameAccount(local, local, { 'CdtrAcct/Id/Othr/SchmeNm/Prtry': 'LOCAL' })).toBe(true)
    expect(isSameAccount(local, local, { 'CdtrAcct/Id/Othr/SchmeNm/Prtry': 'OTHER' })).toBe(false)
  })

  it('never takes an IBAN for a number', () => {
    expect(isSameAccount({ iban: IBAN }, { other: { id: IBAN } }, {})).toBe(false)
    expect(isSameAccount({ other: { id: IBAN } }, { iban: IBAN }, {})).toBe(false)
  })
})

describe('What two accounts on file are one by', () => {
  it('is everything of them, and never one member for another', () => {
    const text = fc.constantFrom('', ':', 'a', 'a:', '"', '","', '[')
    const other = fc.record({ id: text, scheme: text, country: text, bic: text })
    const account = fc.record({ other, elements: fc.dictionary(fc.constantFrom(...DETOURS), text, { maxKeys: 2 }) })
    fc.assert(
      fc.property(account, account, (a, b) => {
        const same = JSON.stringify([a.other, sorted(a.elements)]) === JSON.stringify([b.other, sorted(b.elements)])
        expect(accountKey(a) === accountKey(b)).toBe(same)
      }),
      { numRuns: 2000 },
    )
  })

  it('lets an IBAN stand on file once more for another bank or way', () => {
    const ways = [{ iban: IBAN }, { iban: IBAN, bic: 'AGRIFRPP' }, { iban: IBAN, elements: { [MEMBER]: '1' } }]
    expect(new Set(ways.map(accountKey)).size).toBe(3)
    expect(accountKey({ iban: IBAN, bic: 'AGRIFRPPXXX' })).toBe(accountKey({ iban: IBAN, bic: 'AGRIFRPP' }))
  })
})

describe('Whether an account names its bank', () => {
  it('takes a code of its own', () => {
    expect(namesBank({ iban: IBAN })).toBe(true)
    expect(namesBank({ other: { id: '1', bic: 'XMPLUS33' } })).toBe(true)
    expect(namesBank({ other: { id: '1' }, elements: { 'CdtrAgt/FinInstnId/Othr/Id': 'NOTPROVIDED' } })).toBe(false)
    expect(namesBank(atBank)).toBe(true)
    expect(namesBank({ ...number, elements: { 'CdtrAgt/FinInstnId/LEI': 'A' } })).toBe(true)
    expect(namesBank(number)).toBe(false)
    expect(namesBank({ ...number, elements: { 'CdtrAgt/FinInstnId/Nm': 'Example Bank' } })).toBe(false)
  })
})

function sorted(elements: Readonly<Record<string, string>>): unknown {
  // `XXX` aside, no spelling is folded; elements that say nothing new are not there.
  return Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1))
}
