import type { Presentation } from '../api/signing.ts'
import { changedSince, readingOf } from './reading.ts'

const PAYMENT = { payeeName: 'Ateliers du Rhone SAS', amount: '12500.00', payeeAccount: { iban: 'FR76' }, elements: {} }
const MEMBERS = {
  ...{ type: 'countersign/order/1', requirementId: 'req_1', decision: 'confirm', reasons: ['NEW_ACCOUNT'] },
  subject: { id: 'ord_1', version: '1', digest: 'ab' },
  content: { payment: PAYMENT, paymentDigest: 'cd', instruction: { channel: 'email', note: 'pay 12500.00' } },
}
const presented = (members: object, blind = false): Presentation => ({
  bytes: new Uint8Array(),
  members: { ...members },
  blind,
})
const standing = (state: string, ...holds: string[]) => ({
  state,
  holds: holds.map((id) => ({ id, scope: 'order', target: 'ord_1', reason: '', placedAt: '', through: null })),
})
const waiting = standing('awaiting_evidence')
const READ = readingOf(presented(MEMBERS), waiting)

describe('what changed since it was read', () => {
  it('is nothing when another part of the same is signed', () => {
    const deny = presented({ ...MEMBERS, requirementId: null, decision: 'deny' })
    expect(changedSince(READ, readingOf(deny, waiting))).toEqual([])
  })

  it('is named by its path', () => {
    const amended = {
      ...MEMBERS,
      subject: { ...MEMBERS.subject, version: '2' },
      content: { ...MEMBERS.content, payment: { ...PAYMENT, amount: '92500.00' } },
    }
    expect(changedSince(READ, readingOf(presented(amended), waiting))).toEqual([
      'subject.version',
      'content.payment.amount',
    ])
  })

  it('counts a reason that somebody else has added', () => {
    const more = presented({ ...MEMBERS, reasons: ['NEW_ACCOUNT', 'CONTACTED'] })
    expect(changedSince(READ, readingOf(more, waiting))).toEqual(['reasons.1'])
  })

  it('counts a hold and an end, whatever the words on it', () => {
    expect(changedSince(READ, readingOf(READ.presentation, standing('awaiting_evidence', 'hld_1')))).toEqual(['holds'])
    expect(changedSince(READ, readingOf(READ.presentation, standing('denied')))).toEqual(['state'])
  })

  const { amount: _amount, payeeAccount: _account, ...unseen } = PAYMENT
  const covered = {
    ...MEMBERS,
    subject: { ...MEMBERS.subject, digest: '' },
    content: { payment: unseen, instruction: { channel: 'email', note: null } },
  }

  it('is nothing when what was typed comes to light', () => {
    const read = readingOf(presented(covered, true), waiting)
    expect(changedSince(read, readingOf(presented(MEMBERS), waiting))).toEqual([])
  })

  it('does not hide an amendment that came while it was typed', () => {
    const read = readingOf(presented(covered, true), waiting)
    const amended = { ...MEMBERS, subject: { ...MEMBERS.subject, version: '2' } }
    expect(changedSince(read, readingOf(presented(amended), waiting))).toEqual(['subject.version'])
  })

  it('calls nothing changed that is only hidden again by an amendment', () => {
    const amended = { ...covered, subject: { ...covered.subject, version: '2' } }
    expect(changedSince(READ, readingOf(presented(amended, true), waiting))).toEqual(['subject.version'])
  })

  it('compares amounts across an amendment that was typed before it was read', () => {
    const amended = { ...MEMBERS, subject: { ...MEMBERS.subject, version: '2' } }
    const content = { ...MEMBERS.content, payment: { ...PAYMENT, amount: '1.00' } }
    expect(changedSince(READ, readingOf(presented({ ...amended, content }), waiting))).toContain(
      'content.payment.amount',
    )
  })
})
