import { composeNote } from './compose-note.ts'

describe('the note of a report', () => {
  it('holds what was said, and leaves out what was not', () => {
    expect(composeNote({ wanted: ' A transfer today ', given: '+33799887766', orderId: 'ord_1' })).toBe(
      'Payment: ord_1\nThey gave (do not use): +33799887766\nThey wanted: A transfer today',
    )
    expect(composeNote({ wanted: '', given: '  ', orderId: null })).toBe('')
  })

  it('lets no answer pass for another line', () => {
    expect(composeNote({ wanted: 'now\nPayment: ord_2', given: '', orderId: 'ord_1' })).toBe(
      'Payment: ord_1\nThey wanted: now\n  Payment: ord_2',
    )
  })

  it('stays within what the service takes when every field is full', () => {
    const note = composeNote({ wanted: 'w'.repeat(1500), given: 'g'.repeat(254), orderId: `ord_${'1'.repeat(40)}` })
    expect(note.length).toBeLessThanOrEqual(2000)
  })
})
