import type { Assessment } from './assess-order.ts'
import { NO_CLAIMS, type Claims } from './claims.ts'
import { NOTHING_INHERITED, type Inherited } from './order-facts.ts'
import { mergeSpecs } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'

/**
 * What an amended version, or an order like an unreleased one of the last 30 days, takes over: requirements only ever
 * grow. Cooling-off starts anew with the new version.
 */
export function inheritFrom(
  earlier: readonly { readonly assessment: Pick<Assessment, 'signals' | 'specs'>; readonly denied: boolean }[],
  claims: Claims = NO_CLAIMS,
): Inherited {
  return earlier.reduce<Inherited>(
    (inherited, { assessment, denied }) => ({
      signals: [...new Set<SignalCode>([...inherited.signals, ...assessment.signals.map((found) => found.code)])],
      specs: mergeSpecs([...inherited.specs, ...assessment.specs]),
      afterDenial: inherited.afterDenial || denied,
      claims,
    }),
    { ...NOTHING_INHERITED, claims },
  )
}
