/** How often something may begin: `atOnce` times without a wait after a rest, then once every `everyMs`. */
export interface Pace {
  /** Counts a beginning at `now` (milliseconds of one clock). Returns for how long the next one has to wait. */
  begin(now: number): number
}

/** The generic cell rate algorithm (ITU-T I.371): one number remembers how much of the burst is spent. */
export function createPace({ everyMs, atOnce }: { everyMs: number; atOnce: number }): Pace {
  let spentUntil = 0
  return {
    begin(now) {
      spentUntil = Math.max(spentUntil, now) + everyMs
      return Math.max(0, spentUntil - everyMs * (atOnce - 1) - now)
    },
  }
}
