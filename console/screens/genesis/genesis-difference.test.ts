import { genesisDifference, isFingerprint } from './genesis-difference.ts'

const OTHER = 'ab'.repeat(32)
const MEANT = { rpId: 'pay.example.com', personId: 'per_1', keyId: 'key_1', fingerprint: OTHER }
const STATEMENT = {
  type: 'countersign/key-change/1',
  decision: 'confirm-genesis',
  rpId: 'pay.example.com',
  genesisDigest: 'cd'.repeat(32),
  personId: 'per_1',
  keyId: 'key_1',
  confirmedPersonId: 'per_2',
  confirmedKeyId: 'key_2',
  confirmedFingerprint: OTHER,
  nonce: 'n',
  expiresAt: '2026-12-01T09:00:00.000Z',
}

describe('the statement by which one administrator confirms the other', () => {
  it('may be signed when it names the fingerprint that was read aloud, however it was grouped', () => {
    expect(genesisDifference(MEANT, STATEMENT)).toEqual([])
    const grouped = { ...MEANT, fingerprint: OTHER.toUpperCase().replaceAll(/(.{4})/g, '$1 ') }
    expect(genesisDifference(grouped, STATEMENT)).toEqual([])
  })

  it.each(Object.keys(STATEMENT))('may not when %s is missing', (name) => {
    expect(genesisDifference(MEANT, { ...STATEMENT, [name]: undefined })).toEqual([name])
  })

  it.each([
    [{ type: 'countersign/order/1' }, 'type'],
    [{ decision: 'confirm' }, 'decision'],
    [{ rpId: 'evil.example' }, 'rpId'],
    [{ personId: 'per_3' }, 'personId'],
    [{ keyId: 'key_3' }, 'keyId'],
    [{ confirmedFingerprint: 'ef'.repeat(32) }, 'confirmedFingerprint'],
    [{ confirmedPersonId: 'per_1' }, 'confirmedPersonId'],
    [{ confirmedKeyId: 'key_1' }, 'confirmedKeyId'],
    [{ more: 'x' }, 'more'],
  ])('may not when it says something else: %j', (changed, name) => {
    expect(genesisDifference(MEANT, { ...STATEMENT, ...changed })).toEqual([name])
  })
})

describe('a fingerprint', () => {
  it.each([
    [OTHER, true],
    [OTHER.replaceAll(/(..)/g, '$1:').toUpperCase(), true],
    [OTHER.slice(2), false],
    [`${OTHER}a`, false],
    ['zz'.repeat(32), false],
  ])('%s: %s', (typed, is) => {
    expect(isFingerprint(typed)).toBe(is)
  })
})
