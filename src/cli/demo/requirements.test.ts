import type { OrderView } from '../../orders/schema.ts'
import { asked, asksNoLess } from './requirements.ts'

type Requirement = Partial<OrderView['requirements'][number]>

/** Of an order only what is asked for is looked at. */
function orderAsking(...requirements: Requirement[]): OrderView {
  return { requirements } as unknown as OrderView
}

const APPROVAL: Requirement = { kind: 'approval', group: 'treasury', quorum: 2, blindEntry: true }
const INSTRUCTOR: Requirement = { kind: 'instructor_confirmation', personId: 'per_cfo' }
const CALLBACK: Requirement = { kind: 'callback', callee: 'payee', callers: 1 }
const before = orderAsking(APPROVAL, INSTRUCTOR, CALLBACK)

describe('comparing what two versions ask for', () => {
  it('finds no less in the same, and in more', () => {
    expect(asksNoLess(before, before)).toBe(true)
    expect(asksNoLess(orderAsking({ ...APPROVAL, quorum: 3 }, INSTRUCTOR, CALLBACK, { kind: 'review' }), before)).toBe(
      true,
    )
  })

  it.each<[string, Requirement[]]>([
    ['nobody is called any more', [APPROVAL, INSTRUCTOR]],
    ['fewer approve', [{ ...APPROVAL, quorum: 1 }, INSTRUCTOR, CALLBACK]],
    ['another group approves', [{ ...APPROVAL, group: 'friends' }, INSTRUCTOR, CALLBACK]],
    ['approvers see the amount at once', [{ ...APPROVAL, blindEntry: false }, INSTRUCTOR, CALLBACK]],
    ['somebody else confirms', [APPROVAL, { ...INSTRUCTOR, personId: 'per_ana' }, CALLBACK]],
    ['somebody else is called', [APPROVAL, INSTRUCTOR, { ...CALLBACK, callee: 'instructor' }]],
  ])('finds less where %s', (_name, requirements) => {
    expect(asksNoLess(orderAsking(...requirements), before)).toBe(false)
  })

  it('says in a line what is asked for', () => {
    expect(asked(before)).toBe('2 approvals of treasury, callback to payee, instructor confirmation')
  })
})
