import type { JsonObject } from './canonical-json.ts'

/** What a change of the directory does that takes something off file; whatever else it does, it puts nothing there. */
export const REMOVALS = ['retire_account', 'retire_contact'] as const

/** By its content, which is what was signed: a removal is asked for less than an addition, so it vouches for nothing. */
export function isRemoval({ action }: JsonObject): boolean {
  return REMOVALS.some((one) => one === action)
}
