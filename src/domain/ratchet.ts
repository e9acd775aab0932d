import type { Assessment } from './assess-order.ts'
import { NO_CLAIMS, type Claims } from './claims.ts'
import { NOTHING_INHERITED, type Inherited } from './order-facts.ts'
import { mergeSpecs, type RequirementSpec } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'
import { isBeforeRelease, isUnpaid, type SubjectState } from './subject-states.ts'

/** The ratchet looks back this far for an unreleased order with the same payee, account or reference. */
export const RATCHET_DAYS = 30

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
  /** Somebody who was said to have asked for it or to have handed it in, or by what way. */
  | { readonly kind: 'claim'; readonly claim: Claim }
  /** The same of one that passes on nothing else: it counts once there is an alarm about it, or a hold on it. */
  | { readonly kind: 'said'; readonly claim: Claim }
  /** An order that was ever held, and whose place it takes. */
  | { readonly kind: 'held'; readonly orderId: string }

type ClaimSort = 'channels' | 'instructors' | 'requesters'
type Claim = {
  readonly [Sort in ClaimSort]: { readonly of: Sort; readonly value: Claims[Sort][number] }
}[ClaimSort]

type Found = Pick<Assessment, 'signals' | 'specs'>

/**
 * What an order in this state passes on to those with the same payee, account or reference. `claims` are all that were
 * made of it, and their orders those among them that were ever held: of others there may be any number.
 */
export function marksPassedOn(assessment: Found, state: SubjectState, claims: Claims = NO_CLAIMS): RatchetMark[] {
  const isPassedOn = isUnpaid(state) || (isBeforeRelease(state) && isClaimed(assessment))
  if (isPassedOn) return [...marksOf(assessment, state === 'denied'), ...claimMarks(claims)]
  return isBeforeRelease(state) ? claimsIn(claims).map((claim) => ({ kind: 'said', claim })) : []
}

/** An open order passes its checks on when somebody claimed to be somebody: the second one must not slip past. */
export function isClaimed({ signals }: Pick<Found, 'signals'>): boolean {
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

function claimMarks(claims: Claims): RatchetMark[] {
  return [
    ...claimsIn(claims).map((claim) => ({ kind: 'claim', claim }) as const),
    ...claims.orders.map((orderId) => ({ kind: 'held', orderId }) as const),
  ]
}

function claimsIn({ channels, instructors, requesters }: Claims): Claim[] {
  return [
    ...channels.map((value) => ({ of: 'channels', value }) as const),
    ...instructors.map((value) => ({ of: 'instructors', value }) as const),
    ...requesters.map((value) => ({ of: 'requesters', value }) as const),
  ]
}

/** What a mark says of who asked. */
export function claimsOfMark(mark: RatchetMark): Claims {
  switch (mark.kind) {
    case 'claim':
    case 'said':
      return { ...NO_CLAIMS, [mark.claim.of]: [mark.claim.value] }
    case 'held':
      return { ...NO_CLAIMS, orders: [mark.orderId] }
    case 'unreleased':
    case 'denied':
    case 'signal':
    case 'spec':
      return NO_CLAIMS
  }
}

/**
 * What an amended version, or an order like an unreleased one of the last 30 days, takes over: requirements only ever
 * grow. Cooling-off starts anew with the new version.
 */
export function inheritFrom(
  earlier: readonly { readonly assessment: Found; readonly denied: boolean }[],
  marks: readonly RatchetMark[] = [],
  claims: Claims = NO_CLAIMS,
): Inherited {
  const all = [...earlier.flatMap((one) => marksOf(one.assessment, one.denied)), ...marks]
  if (all.length === 0) return { ...NOTHING_INHERITED, claims }
  return {
    signals: [...new Set(all.flatMap((mark) => (mark.kind === 'signal' ? [mark.code] : [])))],
    specs: mergeSpecs(all.flatMap((mark) => (mark.kind === 'spec' ? [mark.spec] : []))),
    afterDenial: all.some((mark) => mark.kind === 'denied'),
    claims,
  }
}
