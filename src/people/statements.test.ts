import { enrolmentBytes, readEnrolment } from './enrolment-statement.ts'
import { genesisStatementBytes, readGenesisStatement } from './genesis-statement.ts'
import { readRevocation, revocationBytes } from './revocation-statement.ts'

const enrolment = {
  rpId: 'pay.example.com',
  personId: 'per_1',
  tokenHash: 'a'.repeat(64),
  keyId: 'key_1',
  nonce: 'n',
  expiresAt: '2026-11-30T09:00:00.000Z',
}
const { tokenHash: _, ...common } = enrolment
const genesis = {
  ...common,
  genesisDigest: 'b'.repeat(64),
  confirmedPersonId: 'per_2',
  confirmedKeyId: 'key_2',
  confirmedFingerprint: 'c'.repeat(64),
}
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

describe('the statement of an enrolment', () => {
  it('is read back as it was written, with an invitation or without', () => {
    expect(readEnrolment(enrolmentBytes(enrolment))).toEqual(enrolment)
    const further = { ...enrolment, tokenHash: null }
    expect(readEnrolment(enrolmentBytes(further))).toEqual(further)
  })

  it('says its type and decision', () => {
    expect(textOf(enrolmentBytes(enrolment))).toContain('"decision":"enrol"')
    expect(textOf(enrolmentBytes(enrolment))).toContain('"type":"countersign/key-change/1"')
  })

  it.each([
    ['another decision', (text: string) => text.replace('"enrol"', '"confirm"')],
    ['another type', (text: string) => text.replace('key-change/1', 'order/1')],
    ['one member more', (text: string) => text.replace('{', '{"extra":"x",')],
    ['a member twice', (text: string) => text.replace('{', '{"personId":"per_9",')],
    ['a member less', (text: string) => text.replace('"nonce":"n",', '')],
    ['another spelling', (text: string) => text.replace(':', ': ')],
    ['no JSON', (text: string) => text.slice(1)],
    ['no object', () => '"text"'],
  ])('is refused with %s', (_what, change) => {
    const changed = change(textOf(enrolmentBytes(enrolment)))
    expect(changed).not.toBe(textOf(enrolmentBytes(enrolment)))
    expect(readEnrolment(bytesOf(changed))).toBeNull()
  })
})

describe('the statement of giving up a key', () => {
  it('is read back as it was written, and is none of another kind', () => {
    const bytes = revocationBytes(common)
    expect(readRevocation(bytes)).toEqual(common)
    expect([readEnrolment(bytes), readGenesisStatement(bytes)]).toEqual([null, null])
    expect([
      readRevocation(enrolmentBytes({ ...enrolment, tokenHash: null })),
      readRevocation(genesisStatementBytes(genesis)),
    ]).toEqual([null, null])
  })

  it('is refused with a member missing, or one more', () => {
    const text = textOf(revocationBytes(common))
    for (const changed of [text.replace(/"keyId":"key_1",/, ''), text.replace('{', '{"extra":"x",')])
      expect(readRevocation(bytesOf(changed))).toBeNull()
  })
})

describe('the statement of genesis', () => {
  it('is read back as it was written, and is none of an enrolment', () => {
    expect(readGenesisStatement(genesisStatementBytes(genesis))).toEqual(genesis)
    expect(readEnrolment(genesisStatementBytes(genesis))).toBeNull()
    expect(readGenesisStatement(enrolmentBytes(enrolment))).toBeNull()
  })

  it('is refused with a member missing', () => {
    const text = textOf(genesisStatementBytes(genesis)).replace(/"confirmedKeyId":"key_2",/, '')
    expect(readGenesisStatement(bytesOf(text))).toBeNull()
  })
})
