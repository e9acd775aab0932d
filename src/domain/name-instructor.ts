import { DEFAULT_REVIEW } from './defaults.ts'
import type { RequirementSpec } from './requirement-spec.ts'

/**
 * Names the instructor whose key must sign. Where nobody on file can be the instructor (an outside lawyer, or nobody
 * named), no key of theirs can sign: a callback to the payee and a review stand in for the confirmation.
 */
export function nameInstructor(
  specs: readonly RequirementSpec[],
  instructor: string | null,
  base: readonly RequirementSpec[],
): RequirementSpec[] {
  return specs.flatMap((spec): RequirementSpec[] => {
    if (spec.kind !== 'instructor_confirmation' || spec.personId !== null) return [spec]
    if (instructor !== null) return [{ ...spec, personId: instructor }]
    const callback = base.find((one) => one.kind === 'callback')
    const review = base.find((one) => one.kind === 'review')
    return [
      {
        kind: 'callback',
        callee: 'payee',
        contactMinAgeDays: callback?.contactMinAgeDays ?? 30,
        callers: callback?.callers ?? 1,
      },
      review ?? DEFAULT_REVIEW,
    ]
  })
}
