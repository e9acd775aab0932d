import { newId } from '../../platform/ids.ts'
import { createClosedSubjects } from './closed-subjects.ts'

describe('The subjects that are over', () => {
  it('are all known, and no other, however many there are', () => {
    const closed = createClosedSubjects()
    const [over, open] = [0, 1].map(() => Array.from({ length: 20_000 }, () => newId('ord')))
    for (const id of over ?? []) closed.add(id)
    for (const id of over ?? []) closed.add(id)
    expect(closed.size).toBe(20_000)
    expect((over ?? []).every((id) => closed.has(id))).toBe(true)
    expect((open ?? []).some((id) => closed.has(id))).toBe(false)
    closed.clear()
    expect([closed.size, closed.has(over?.[0] ?? '')]).toEqual([0, false])
  })
})
