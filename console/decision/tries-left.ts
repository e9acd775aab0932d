import { Problem } from '../api/problem.ts'

/** How many tries the service says are left; null when it does not say. */
export function triesLeft(error: unknown): number | null {
  if (!(error instanceof Problem)) return null
  if (error.code === 'BLIND_ENTRY_LOCKED') return 0
  if (error.code !== 'BLIND_ENTRY_MISMATCH') return null
  const said = /\b(\d+) of \d+ tries/.exec(error.detail)?.[1]
  return said === undefined ? null : Number(said)
}
