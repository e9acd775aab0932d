import { CountersignError } from './errors.ts'
import { assertTransition, isBeforeRelease, isOpen, type SubjectState } from './subject-states.ts'
import { SUBJECT_TYPES, type SubjectType } from './subject.ts'

const STATES: readonly SubjectState[] = [
  'assessing',
  'awaiting_evidence',
  'approved',
  'released',
  'executed',
  'failed',
  'returned',
  'applied',
  'denied',
  'expired',
  'cancelled',
]

/** Written out again by hand: a slip in the table is a payment that should not have gone out. */
const PAYMENTS = [
  'assessing>awaiting_evidence', 'assessing>approved', 'assessing>denied', 'assessing>expired', 'assessing>cancelled',
  'awaiting_evidence>awaiting_evidence', 'awaiting_evidence>approved', 'awaiting_evidence>denied', 'awaiting_evidence>expired', 'awaiting_evidence>cancelled',
  'approved>awaiting_evidence', 'approved>released', 'approved>denied', 'approved>expired', 'approved>cancelled',
  'released>executed', 'released>failed', 'released>returned', 'executed>returned',
] // prettier-ignore
const CHANGES = [
  'assessing>awaiting_evidence', 'assessing>denied', 'assessing>expired', 'assessing>cancelled',
  'awaiting_evidence>awaiting_evidence', 'awaiting_evidence>applied', 'awaiting_evidence>denied', 'awaiting_evidence>expired', 'awaiting_evidence>cancelled',
] // prettier-ignore

function isAllowed(type: SubjectType, from: SubjectState, to: SubjectState): boolean {
  try {
    assertTransition(type, from, to)
    return true
  } catch (error) {
    if (error instanceof CountersignError && error.status === 409 && error.code === 'STATE') return false
    throw error
  }
}

describe('A change of state', () => {
  const pairs = STATES.flatMap((from) => STATES.map((to) => [from, to] as const))

  it.each(SUBJECT_TYPES)('of %s outside the table is refused', (type) => {
    const isPayment = type === 'order' || type === 'batch'
    const allowed = pairs.filter(([from, to]) => isAllowed(type, from, to)).map(([from, to]) => `${from}>${to}`)
    // A change never gets to be approved, so what leads on from there is never asked.
    const reachable = isPayment ? allowed : allowed.filter((pair) => !pair.startsWith('approved>'))
    expect(reachable.sort()).toEqual([...(isPayment ? PAYMENTS : CHANGES)].sort())
  })

  it('never leads back from released, nor out of an end', () => {
    for (const end of ['failed', 'returned', 'applied', 'denied', 'expired', 'cancelled'] as const) {
      expect(STATES.filter((to) => isAllowed('order', end, to) || isAllowed('hold', end, to))).toEqual([])
    }
    expect(STATES.filter((to) => isAllowed('order', 'released', to)).some(isBeforeRelease)).toBe(false)
  })

  it('leads to released from approved alone', () => {
    expect(STATES.filter((from) => isAllowed('order', from, 'released'))).toEqual(['approved'])
  })
})

describe('What may still happen', () => {
  it('follows from the state', () => {
    expect(STATES.filter(isOpen)).toEqual(['assessing', 'awaiting_evidence'])
    expect(STATES.filter(isBeforeRelease)).toEqual(['assessing', 'awaiting_evidence', 'approved'])
  })
})
