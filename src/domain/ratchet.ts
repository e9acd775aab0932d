import type { Assessment } from './assess-order.ts'
import { NOTHING_INHERITED, type Inherited } from './order-facts.ts'
import { mergeSpecs, type RequirementSpec } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'
import { isBeforeRelease, isUnpaid, type SubjectState } from './subject-states.ts'

/**
 * One thing that an order passes on. What a later one takes over is the union of what all the earlier ones pass on, so
 * that many orders pass on no more than one does, and none is hidden by others.
 */
export type RatchetMark =
  /** That there was one. */
  | { readonly kind: 'unreleased' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'signal'; readonly code: SignalCode }
  | { readonly kind: 'spec'; readonly spec: RequirementSpec }

type Found = Pick<Assessment, 'signals' | 'specs'>

/** What an order in this state passes on to those with the same payee, account or reference. */
export function marksPassedOn(assessment: Found, state: SubjectState): RatchetMark[] {
  if (isUnpaid(state)) return marksOf(assessment, state === 'denied')
  return isBeforeRelease(state) && isClaimed(assessment) ? marksOf(assessment, false) : []
}

/** An open order passes its checks on when somebody claimed to be somebody: the second one must not slip past. */
function isClaimed({ signals }: Found): boolean {
  const claims: readonly string[] = ['CONTACTED', 'ACTIVE_IMPERSONATION']
  return signals.some((found) => found.code.startsWith('CHANNEL_') || claims.includes(found.code))
}

function marksOf({ signals, specs }: Found, denied: boolean): RatchetMark[] {
  return [
    { kind: 'unreleased' },
    ...(denied ? [{ kind: 'denied' } as const] : []),
    ...signals.map(({ code }) => ({ kind: 'signal', code }) as const),
    ...specs.map((spec) => ({ kind: 'spec', spec }) as const),
  ]
}

/**
 * What an amended version, or an order like an unreleased one of the last 30 days, takes over: requirements only ever
 * grow. Cooling-off starts anew with the new version.
 */
export function inheritFrom(
  earlier: readonly { readonly assessment: Found; readonly denied: boolean }[],
  marks: readonly RatchetMark[] = [],
): Inherited {
  const all = [...earlier.flatMap((one) => marksOf(one.assessment, one.denied)), ...marks]
  if (all.length === 0) return NOTHING_INHERITED
  return {
    signals: [...new Set(all.flatMap((mark) => (mark.kind === 'signal' ? [mark.code] : [])))],
    specs: mergeSpecs(all.flatMap((mark) => (mark.kind === 'spec' ? [mark.spec] : []))),
    afterDenial: all.some((mark) => mark.kind === 'denied'),
  }
}
