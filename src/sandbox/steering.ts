/**
 * How an integrator's order says what the automatic people of the sandbox are to do with it: a word in its externalId or
 * reference, as payment providers' test modes do it. Without one they do what honest people do.
 */
export const STEERING = ['SANDBOX-DENY', 'SANDBOX-EXPIRE', 'SANDBOX-HOLD', 'SANDBOX-SUSPICIOUS'] as const
export type Steering = (typeof STEERING)[number] | null

/** The first word found, as a word of its own: `INV-1 SANDBOX-DENY`, `SANDBOX-DENY-17`. */
export function steeringOf(...texts: readonly string[]): Steering {
  const words = texts.flatMap((text) => text.match(/(?<![A-Za-z0-9])SANDBOX-[A-Z]+(?![A-Za-z0-9])/g) ?? [])
  return words.flatMap((word) => STEERING.find((known) => known === word) ?? [])[0] ?? null
}
