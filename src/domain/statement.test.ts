import { challengeOf, presentationBytes, statementBytes, statementType, type Statement } from './statement.ts'

const statement: Statement = {
  type: 'countersign/order/1',
  rpId: 'pay.example.com',
  subject: { type: 'order', id: 'ord_1', version: 2, digest: 'a'.repeat(64) },
  requirementId: 'req_1',
  decision: 'confirm',
  personId: 'per_ben',
  forPersonId: null,
  policyHash: 'b'.repeat(64),
  reasons: ['CHANNEL_VIDEO', 'NEW_PAYEE'],
  content: { amount: '12500.00', payee: 'Ateliers du Rhône SAS' },
  callback: null,
  contactedBy: 'none',
  blindEntry: true,
  reason: null,
  nonce: 'bm9uY2U',
  expiresAt: '2026-11-30T09:17:00.000Z',
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('The bytes that somebody signs', () => {
  it('are exactly this canonical JSON', () => {
    expect(Buffer.from(statementBytes(statement)).toString('utf8')).toBe(
      '{"blindEntry":true,"callback":null,"contactedBy":"none","content":{"amount":"12500.00","payee":"Ateliers du Rhône SAS"},' +
        '"decision":"confirm","expiresAt":"2026-11-30T09:17:00.000Z","forPersonId":null,"nonce":"bm9uY2U","personId":"per_ben",' +
        `"policyHash":"${'b'.repeat(64)}","reason":null,"reasons":["CHANNEL_VIDEO","NEW_PAYEE"],"requirementId":"req_1","rpId":"pay.example.com",` +
        `"subject":{"digest":"${'a'.repeat(64)}","id":"ord_1","type":"order","version":"2"},"type":"countersign/order/1"}`,
    )
  })

  const { subject } = statement
  const changes: [keyof Statement, Statement][] = [
    ['type', { ...statement, type: 'countersign/callback/1' }],
    ['rpId', { ...statement, rpId: 'pay.example.org' }],
    ['subject', { ...statement, subject: { ...subject, type: 'batch' } }],
    ['subject', { ...statement, subject: { ...subject, id: 'ord_2' } }],
    ['subject', { ...statement, subject: { ...subject, version: 3 } }],
    ['subject', { ...statement, subject: { ...subject, digest: 'c'.repeat(64) } }],
    ['requirementId', { ...statement, requirementId: null }],
    ['decision', { ...statement, decision: 'deny' }],
    ['personId', { ...statement, personId: 'per_cfo' }],
    ['forPersonId', { ...statement, forPersonId: 'per_cfo' }],
    ['policyHash', { ...statement, policyHash: 'd'.repeat(64) }],
    ['reasons', { ...statement, reasons: ['CHANNEL_VIDEO'] }],
    ['content', { ...statement, content: { ...statement.content, amount: '12500.01' } }],
    [
      'callback',
      {
        ...statement,
        callback: { id: 'cbk_1', outcomeDigest: 'e'.repeat(64), contact: { id: 'con_1', value: '+33465710017' } },
      },
    ],
    ['contactedBy', { ...statement, contactedBy: 'voice' }],
    ['blindEntry', { ...statement, blindEntry: false }],
    ['reason', { ...statement, reason: 'duress' }],
    ['nonce', { ...statement, nonce: 'bm9uY2V' }],
    ['expiresAt', { ...statement, expiresAt: '2026-11-30T09:17:00.001Z' }],
  ]

  it.each(changes)('change with the %s', (_name, changed) => {
    expect(hex(statementBytes(changed))).not.toBe(hex(statementBytes(statement)))
  })

  it('are named above without leaving out a member', () => {
    expect(new Set(changes.map(([name]) => name))).toEqual(new Set(Object.keys(statement)))
  })

  it('are what was shown, plus only what is settled when Sign is pressed', () => {
    const shown: unknown = JSON.parse(Buffer.from(presentationBytes(statement)).toString('utf8'))
    const signed = JSON.parse(Buffer.from(statementBytes(statement)).toString('utf8')) as Record<string, unknown>
    for (const settled of ['contactedBy', 'blindEntry', 'reason', 'nonce', 'expiresAt']) delete signed[settled]
    expect(signed).toEqual(shown)
  })

  it('are the same whichever way the members were put together', () => {
    const reversed = Object.fromEntries(Object.entries(statement).reverse()) as unknown as Statement
    expect(hex(statementBytes(reversed))).toBe(hex(statementBytes(statement)))
  })

  it('give a challenge of 32 bytes that is their SHA-256', async () => {
    const bytes = statementBytes(statement)
    const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
    expect(hex(challengeOf(bytes))).toBe(hex(new Uint8Array(digest)))
  })
})

describe('The type of a statement', () => {
  it('says what a signature is for, so that none can be used for something else', () => {
    expect(statementType('order', 'approval')).toBe('countersign/order/1')
    expect(statementType('order', 'callback')).toBe('countersign/callback/1')
    expect(statementType('order', 'review')).toBe('countersign/review/1')
    expect(statementType('hold', 'approval')).toBe('countersign/hold/1')
    expect(statementType('account-change', null)).toBe('countersign/account-change/1')
  })
})
