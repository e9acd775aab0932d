import fc from 'fast-check'
import { statementDifference, type Members } from './statement-difference.ts'

const SHOWN: Members = {
  type: 'countersign/order/1',
  subject: { id: 'ord_1', version: '1', digest: 'ab' },
  decision: 'confirm',
  reasons: ['NEW_ACCOUNT', 'CHANNEL_VIDEO'],
  content: { payment: { amount: '12500.00', currency: 'EUR', payee: { name: 'Ateliers du Rhone SAS' } } },
  callback: null,
}
const SETTLED = { contactedBy: 'none', reason: null, blindEntry: true }
const SIGNED: Members = { ...SHOWN, ...SETTLED, nonce: 'n', expiresAt: '2026-12-01T09:00:00Z' }

describe('what is signed, held against what was shown', () => {
  it('may differ in nonce and expiry', () => {
    expect(statementDifference(SHOWN, SETTLED, SIGNED)).toEqual([])
    expect(statementDifference(SHOWN, SETTLED, { ...SIGNED, nonce: 'm', expiresAt: '2027-01-01T00:00:00Z' })).toEqual(
      [],
    )
  })

  it.each([
    [
      { ...SIGNED, content: { payment: { amount: '12500.01', currency: 'EUR', payee: SIGNED } } },
      'content.payment.amount',
    ],
    [{ ...SIGNED, decision: 'deny' }, 'decision'],
    [{ ...SIGNED, reasons: ['NEW_ACCOUNT'] }, 'reasons.1'],
    [{ ...SIGNED, reasons: { 0: 'NEW_ACCOUNT', 1: 'CHANNEL_VIDEO' } }, 'reasons'],
    [{ ...SIGNED, contactedBy: 'voice' }, 'contactedBy'],
    [{ ...SIGNED, reason: 'ok' }, 'reason'],
    [{ ...SIGNED, blindEntry: false }, 'blindEntry'],
    [{ ...SIGNED, more: true }, 'more'],
    [{ ...SIGNED, nonce: undefined }, 'nonce'],
    [{ ...SIGNED, expiresAt: 5 }, 'expiresAt'],
    [{ ...SIGNED, callback: { id: 'cbk_1' } }, 'callback'],
  ])('is refused otherwise, and says where: %#', (statement, path) => {
    expect(statementDifference(SHOWN, SETTLED, statement)).toContain(path)
  })

  it('differs when any member of what was shown is left out', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(SHOWN)), (name) => {
        const { [name]: _left, ...rest } = SIGNED
        expect(statementDifference(SHOWN, SETTLED, rest)).toContain(name)
      }),
    )
  })

  it('equals only itself, for any JSON at all', () => {
    const json = fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(json, json, (shown, said) => {
        const isSame = JSON.stringify(sorted(shown)) === JSON.stringify(sorted(said))
        const differs = statementDifference({ content: shown }, SETTLED, {
          content: said,
          ...SETTLED,
          nonce: 'n',
          expiresAt: 'e',
        })
        expect(differs.length === 0).toBe(isSame)
      }),
    )
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)])
}
