import { CAST, type Name } from './cast.ts'
import { exampleOrder, isExample } from './examples.ts'
import { currentStep, isDone, type Facts, type OrderFacts, type Step } from './progress.ts'

const KINDS = ['instructor_confirmation', 'approval', 'callback', 'review', 'cooling_off']

function order(state: string, met: readonly string[] = [], approvedBy: readonly Name[] = []): OrderFacts {
  return {
    id: 'ord_1',
    state,
    requirements: KINDS.map((kind) => ({ kind, status: met.includes(kind) ? 'satisfied' : 'waiting' })),
    signed: approvedBy.map((by) => ({ kind: 'approval', by })),
  }
}

const nobody: Facts = {
  enrolled: new Set(),
  supplierIsOnFile: false,
  supplierSignedBy: new Set(),
  fraud: null,
  twin: null,
}
const everybody: Facts = { ...nobody, enrolled: new Set(CAST) }
const onFile: Facts = { ...everybody, supplierIsOnFile: true }
const denied: Facts = { ...onFile, fraud: order('denied') }
const twin = (...given: Parameters<typeof order>): Facts => ({ ...denied, twin: order(...given) })

describe('where the tour is', () => {
  it.each<[string, Facts, Step]>([
    ['nobody has a key', nobody, 'enrol'],
    ['one key is missing', { ...nobody, enrolled: new Set(CAST.slice(1)) }, 'enrol'],
    ['everybody has one', everybody, 'supplierBen'],
    ['Ben has signed for the supplier', { ...everybody, supplierSignedBy: new Set(['ben']) }, 'supplierIvy'],
    ['the supplier is on file', onFile, 'fraudSubmit'],
    ['the fraud waits', { ...onFile, fraud: order('awaiting_evidence') }, 'fraudDeny'],
    ['the fraud was withdrawn', { ...onFile, fraud: order('cancelled') }, 'fraudSubmit'],
    ['the fraud is denied', denied, 'twinSubmit'],
    ['the twin waits', twin('awaiting_evidence'), 'twinConfirm'],
    ['the twin was stopped', twin('denied'), 'twinSubmit'],
    ['Cleo has confirmed', twin('awaiting_evidence', ['instructor_confirmation']), 'twinBen'],
    ['Ben has approved', twin('awaiting_evidence', ['instructor_confirmation'], ['ben']), 'twinIvy'],
    ['both have', twin('awaiting_evidence', ['instructor_confirmation', 'approval']), 'twinCall'],
    ['Dan has called', twin('awaiting_evidence', ['instructor_confirmation', 'approval', 'callback']), 'twinReview'],
    ['all have signed', twin('awaiting_evidence', KINDS.slice(0, 4)), 'twinWait'],
    ['it is approved, not released', twin('approved', KINDS), 'twinWait'],
    ['it is released', twin('released', KINDS), 'token'],
    ['it is paid', twin('executed', KINDS), 'token'],
  ])('when %s', (_when, facts, step) => {
    expect(currentStep(facts)).toBe(step)
  })

  it('is never past a step that is not done', () => {
    const fraudStillOpen = { ...twin('released', KINDS), fraud: order('awaiting_evidence') }
    expect(currentStep(fraudStillOpen)).toBe('fraudDeny')
    expect(isDone('twinWait', fraudStillOpen)).toBe(true)
  })
})

describe('the payments of the tour', () => {
  const friday = new Date('2026-11-27T15:00:00.000Z')

  it('are the same amount on the same channel, to another account', () => {
    const [fraud, honest] = [exampleOrder('fraud', friday), exampleOrder('twin', friday)]
    expect(fraud.amount).toBe(honest.amount)
    expect(fraud.instruction?.channel).toBe(honest.instruction?.channel)
    expect(fraud.payee).not.toEqual(honest.payee)
  })

  it('are due on the next working day', () => {
    expect(exampleOrder('twin', friday).executionDate).toBe('2026-11-30')
    expect(exampleOrder('twin', new Date('2026-11-25T15:00:00.000Z')).executionDate).toBe('2026-11-26')
  })

  it('are two', () => {
    expect([isExample('fraud'), isExample('twin'), isExample('other'), isExample(null)]).toEqual([
      ...[true, true, false, false],
    ])
  })
})
