import fc from 'fast-check'
import { boundSpec } from '../../test/support/domain-arbitraries.ts'
import { elapsedMs, plus, type Instant } from './instant.ts'
import { mergeSpecs, type RequirementSpec } from './requirement-spec.ts'
import { coolingOffUntil, waitMs, type Asked } from './waits.ts'

const START = '2026-11-30T09:12:00.000Z'
const HOUR = 3_600_000
const after = (hours: number): Instant => plus(START, hours * HOUR)

const pause = (duration: string): RequirementSpec => ({ kind: 'cooling_off', duration, anyOf: [] })
const approval: RequirementSpec = { kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false }
/** The end, of assessments that long after the submission, the last one now; null: it asked for no pause. */
const until = (...asked: readonly (readonly [hours: number, duration: string | null])[]): Instant => {
  const askedBefore = asked.map(([hours, duration]): Asked => ({
    at: after(hours),
    specs: duration === null ? [approval] : [approval, pause(duration)],
  }))
  const [last] = asked.slice(-1)
  return coolingOffUntil(last?.[1] ?? '', {
    assessedAt: after(last?.[0] ?? 0),
    askedBefore: askedBefore.slice(0, -1),
    timeScale: 1,
  })
}

describe('The end of cooling-off', () => {
  it('counts from the submission where the submission asks for it', () => {
    expect(until([0, 'PT24H'])).toBe(after(24))
  })

  it('counts from the assessment that first asks for it, however late', () => {
    expect(until([0, null], [30, 'PT24H'])).toBe(after(54))
    expect(until([0, null], [1, null], [30, 'PT24H'], [53, 'PT24H'])).toBe(after(54))
  })

  it('stays where it is when the same is asked again, in other words even', () => {
    expect(until([0, 'PT24H'], [23, 'PT24H'], [90, 'P1D'])).toBe(after(24))
  })

  it('of a longer one counts from the first assessment that asks for as long a one', () => {
    expect(until([0, 'PT24H'], [20, 'PT48H'])).toBe(after(68))
    expect(until([0, 'PT24H'], [20, 'PT48H'], [60, 'P2D'])).toBe(after(68))
    expect(until([0, 'PT24H'], [20, 'PT48H'], [60, 'P3D'])).toBe(after(132))
  })

  it('of a shorter one is that of the longer one before it', () => {
    expect(until([0, 'PT48H'], [1, 'PT24H'])).toBe(after(48))
  })

  it('never comes earlier for an assessment whose clock was behind', () => {
    expect(until([10, 'PT24H'], [9, 'PT24H'])).toBe(after(34))
    expect(until([10, 'PT59M'], [0, 'PT1H'])).toBe(plus(after(10), 59 * 60_000))
  })
})

/** A version's life: what is asked only grows, and time passes. */
const life: fc.Arbitrary<readonly Asked[]> = fc
  .array(fc.tuple(fc.nat({ max: 72 }), fc.array(boundSpec, { maxLength: 3 })), { minLength: 1, maxLength: 6 })
  .map((steps) => {
    const asked: Asked[] = []
    let hours = 0
    for (const [passed, more] of steps) {
      hours += passed
      asked.push({ at: after(hours), specs: mergeSpecs([...(asked.at(-1)?.specs ?? []), ...more]) })
    }
    return asked
  })
const timeScale = fc.constantFrom(1, 3_600)

const durationIn = ({ specs }: Asked): string | null =>
  specs.flatMap((spec) => (spec.kind === 'cooling_off' ? [spec.duration] : []))[0] ?? null

/** As each of the assessments would have bound it; null before there was one. */
function endsOver(asked: readonly Asked[], scale: number): (Instant | null)[] {
  return asked.map((one, index) => {
    const duration = durationIn(one)
    const asking = { assessedAt: one.at, askedBefore: asked.slice(0, index), timeScale: scale }
    return duration === null ? null : coolingOffUntil(duration, asking)
  })
}

describe('Over the life of any version, the end of cooling-off', () => {
  it('is never earlier than the assessment that first asks for so long a pause, and that pause', () => {
    fc.assert(
      fc.property(life, timeScale, (asked, scale) => {
        endsOver(asked, scale).forEach((end, index) => {
          const duration = asked[index] === undefined ? null : durationIn(asked[index])
          if (end === null || duration === null) return
          const first = asked.find((one) => durationIn(one) !== null && lengthOf(one) >= waitMs(duration, 1))
          expect(elapsedMs(first?.at ?? '', end)).toBeGreaterThanOrEqual(waitMs(duration, scale))
        })
      }),
    )
  })

  it('does not move once it is set, unless a longer pause is asked for, and then never to an earlier time', () => {
    fc.assert(
      fc.property(life, timeScale, (asked, scale) => {
        const ends = endsOver(asked, scale)
        asked.slice(1).forEach((now, index) => {
          const [before, was, is] = [asked[index], ends[index], ends[index + 1]]
          if (before === undefined || was === undefined || was === null) return
          expect(is).not.toBeNull()
          expect((is ?? '') >= was).toBe(true)
          if (lengthOf(now) === lengthOf(before)) expect(is).toBe(was)
        })
      }),
    )
  })
})

function lengthOf(asked: Asked): number {
  return waitMs(durationIn(asked) ?? 'PT0S', 1)
}
