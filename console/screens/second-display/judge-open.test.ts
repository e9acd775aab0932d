import { statementBytes, type Presentation, type Statement } from '../../../src/domain/statement.ts'
import type { OpenChallenge } from '../../api/decisions.ts'
import { isFresh, judgeOpen } from './judge-open.ts'

const PRESENTED: Presentation = {
  ...{ type: 'countersign/order/1', rpId: 'pay.example.com', requirementId: 'req_1', decision: 'confirm' },
  subject: { type: 'order', id: 'ord_1', version: 1, digest: 'ab' },
  ...{ personId: 'per_1', forPersonId: null, policyHash: 'cd', reasons: ['NEW_ACCOUNT'], callback: null },
  content: { payment: { amount: '12500.00', payeeName: 'Ateliers du Rhône SAS' } },
}

let asked = 0

function open(changes: Partial<Statement> = {}): OpenChallenge {
  const expiresAt = '2026-12-01T09:00:00.000Z'
  asked += 1
  const statement = statementBytes({
    ...{ ...PRESENTED, contactedBy: 'none', blindEntry: true, reason: null, nonce: `n${asked}`, expiresAt },
    ...changes,
  })
  const { id } = changes.subject ?? PRESENTED.subject
  return {
    ...{ id: `chl_${asked}`, subject: { type: 'order', id }, requirementId: 'req_1', expiresAt },
    ...{ decision: changes.decision ?? 'confirm', createdAt: '2026-12-01T08:55:00.000Z' },
    statement: Buffer.from(statement).toString('base64url'),
  }
}

const unreadable = (): OpenChallenge => ({ ...open(), statement: 'bm90IGEgc3RhdGVtZW50' })
const judge = (...items: OpenChallenge[]) => judgeOpen({ items, more: false })

describe('what a second display vouches for', () => {
  it('is nothing while nothing is open', () => {
    expect(judge()).toEqual({ kind: 'nothing' })
  })

  it('is the one statement that is open', () => {
    const only = open()
    expect(judge(only)).toMatchObject({ kind: 'one', statement: { challenge: only } })
  })

  it('is the newest where the same was asked for again, however its asking differed', () => {
    const [newest, typed] = [open({ contactedBy: 'voice' }), open({ nonce: 'other', reason: 'Looked' })]
    expect(judge(newest, typed)).toMatchObject({ kind: 'one', statement: { challenge: newest } })
  })

  const other = { ...PRESENTED.subject, id: 'ord_2' }
  it.each<[string, Partial<Statement>]>([
    ['another payment', { subject: other }],
    ['another amount', { content: { payment: { amount: '92500.00', payeeName: 'Ateliers du Rhône SAS' } } }],
    ['a denial of the same', { decision: 'deny', requirementId: null }],
    ['another part in the same', { requirementId: 'req_2' }],
  ])('is nothing as soon as %s is open as well, whichever was first', (_what, changes) => {
    const [one, two] = [open(), open(changes)]
    for (const items of [
      [one, two],
      [two, one],
    ]) {
      expect(judge(...items)).toMatchObject({
        kind: 'several',
        statements: items.map((challenge) => ({ challenge })),
        more: false,
      })
    }
  })

  it('is nothing where more is open than is listed, even if one or none is listed', () => {
    const only = open()
    expect(judgeOpen({ items: [only], more: true })).toMatchObject({ kind: 'several', more: true })
    expect(judgeOpen({ items: [], more: true })).toEqual({ kind: 'several', statements: [], more: true })
  })

  it('is nothing beside what cannot be read, of which two are two', () => {
    expect(judge(open(), unreadable())).toMatchObject({ kind: 'several', statements: { length: 2 } })
    expect(judge(unreadable(), unreadable())).toMatchObject({ kind: 'several', statements: { length: 2 } })
    expect(judge(unreadable())).toMatchObject({ kind: 'one', statement: { stated: null } })
    expect(judge({ ...open(), statement: '%' })).toMatchObject({ kind: 'one', statement: { stated: null } })
  })

  it('shows one card for each of them, not for each time it was asked for', () => {
    expect(judge(open(), open({ subject: other }), open())).toMatchObject({ statements: { length: 2 } })
  })

  it('is over when it has not been answered for a while', () => {
    expect(isFresh(1_000, 4_000)).toBe(true)
    // Answered since the screen last looked at the clock.
    expect(isFresh(5_000, 4_000)).toBe(true)
    expect(isFresh(1_000, 11_000)).toBe(false)
  })
})
