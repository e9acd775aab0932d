import { changedMembers } from './changed-members.ts'

describe('what changed, in words', () => {
  it('is named once, most telling first, without digests', () => {
    const paths = [
      'content.payment.payeeAccount.iban',
      'content.payment.amount',
      'content.paymentDigest',
      'subject.version',
      'subject.digest',
      'content.payment.payeeAccount.bic',
    ]
    expect(changedMembers(paths)).toEqual(['version', 'amount', 'account'])
  })

  it('never says nothing', () => {
    expect(changedMembers(['content.something'])).toEqual(['other'])
    expect(changedMembers(['subject.digest'])).toEqual(['other'])
    expect(changedMembers(['reasons.2', 'content.newer.member'])).toEqual(['reasons', 'other'])
  })
})
