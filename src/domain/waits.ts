import { durationMs, plus, type Duration, type Instant } from './instant.ts'
import { mergeSpecs, type RequirementSpec } from './requirement-spec.ts'

/** One assessment of a version: when it was made, and everything that it asked for. */
export interface Asked {
  readonly at: Instant
  readonly specs: readonly RequirementSpec[]
}

/** The assessment that asks now. */
export interface Asking {
  /** The earlier ones of this version, all of them, oldest first. */
  readonly askedBefore: readonly Asked[]
  /** The first one is made as the version is submitted. */
  readonly assessedAt: Instant
  /** Policy waits of an hour or more are divided by this (1, except in the demo profile). */
  readonly timeScale: number
}

/**
 * When cooling-off is over, of which this assessment asks for `duration`. It is time after something was noticed, so it
 * counts from the first assessment of the version that asks for it, never from a submission long before. Asked for again
 * it stays where it is. A longer one counts from the first assessment that asks for as long a one: time that went by
 * before anybody knew why is not part of it. So the end moves with a longer pause alone, and then only later.
 */
export function coolingOffUntil(duration: Duration, { askedBefore, assessedAt, timeScale }: Asking): Instant {
  const pauses = [...askedBefore.flatMap(pauseOf), { at: assessedAt, duration }]
  const longer = pauses.filter((pause, index) =>
    pauses.slice(0, index).every((before) => durationMs(before.duration) < durationMs(pause.duration)),
  )
  return longer.map((pause) => plus(pause.at, waitMs(pause.duration, timeScale))).reduce((a, b) => (a > b ? a : b))
}

function pauseOf({ at, specs }: Asked): { at: Instant; duration: Duration }[] {
  return mergeSpecs(specs).flatMap((spec) => (spec.kind === 'cooling_off' ? [{ at, duration: spec.duration }] : []))
}

/** How long a policy's wait is: an hour or more is divided by `timeScale`; what was written shorter was meant so. */
export function waitMs(duration: Duration, timeScale: number): number {
  const milliseconds = durationMs(duration)
  return milliseconds >= 3_600_000 ? Math.ceil(milliseconds / timeScale) : milliseconds
}
