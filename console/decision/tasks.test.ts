import type { Requirement } from '../api/decisions.ts'
import { callsOf, tasksOf } from './tasks.ts'

const requirement = (id: string, kind: Requirement['kind'], missing = 1): Requirement => ({
  ...{ id, kind, missing, satisfied: 0, status: 'waiting', because: [], dueAt: null, eligible: [], anyOf: null },
})
const me = (...may: string[]) => ({ mayDeny: true, may, mayNot: [] })

describe('what is mine to sign', () => {
  it('is what the service says I may, and nothing else', () => {
    const requirements = [requirement('a', 'approval'), requirement('r', 'review')]
    expect(tasksOf({ requirements, me: me('r') })).toMatchObject([{ requirement: { id: 'r' }, decision: 'continue' }])
    expect(tasksOf({ requirements, me: null })).toEqual([])
  })

  it('begins with what is still wanted and only I can do', () => {
    const requirements = [
      requirement('a', 'approval', 0),
      requirement('r', 'review'),
      requirement('i', 'instructor_confirmation'),
    ]
    expect(tasksOf({ requirements, me: me('a', 'r', 'i') }).map((task) => task.requirement.id)).toEqual(['i', 'r', 'a'])
  })

  it('finds alternatives', () => {
    const requirements = [
      { ...requirement('c', 'cooling_off'), anyOf: [{ ...requirement('e', 'approval'), anyOf: null }] },
    ]
    expect(tasksOf({ requirements, me: me('e') }).map((task) => task.requirement.id)).toEqual(['e'])
  })

  it('leaves calls to the call desk', () => {
    const requirements = [requirement('c', 'callback'), requirement('d', 'callback', 0)]
    expect(tasksOf({ requirements, me: me('c', 'd') })).toEqual([])
    expect(callsOf({ requirements, me: me('c', 'd') }).map(({ id }) => id)).toEqual(['c'])
  })
})
