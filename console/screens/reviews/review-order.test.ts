import type { SubjectSummary } from '../../api/subjects.ts'
import { forReview, otherEscalated } from './review-order.ts'

const item = (id: string, dueAt: string | null, ...kinds: string[]): SubjectSummary => ({
  ...{ subject: { type: 'order', id }, version: 1, state: 'awaiting_evidence', title: '', blind: false, amount: null },
  ...{ currency: null, payee: null, externalId: null, channel: null, signals: [], held: false, escalatedSince: null },
  ...{ createdAt: '', dueAt, needs: [], mine: kinds.map((kind) => ({ requirementId: 'req_1', kind })) },
})
const ids = (items: readonly SubjectSummary[]): string[] => items.map(({ subject }) => subject.id)

describe('the queue of reviews', () => {
  it('has what waits for my review, the first due at the top', () => {
    const items = [
      item('c', null, 'review'),
      item('b', '2026-12-02', 'review'),
      item('x', '2026-01-01', 'approval'),
      item('a', '2026-12-01', 'approval', 'review'),
    ]
    expect(ids(forReview(items))).toEqual(['a', 'b', 'c'])
  })

  it('has what is escalated besides, once', () => {
    const mine = [item('a', '2026-12-01', 'review')]
    expect(ids(otherEscalated([item('z', '2026-12-03'), item('a', '2026-12-01', 'review')], mine))).toEqual(['z'])
  })
})
