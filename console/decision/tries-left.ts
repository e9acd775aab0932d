import { Problem } from '../api/problem.ts'

/** How many tries at blind entry the service says are left; null when it does not say. */
export function triesLeft(error: unknown): number | null {
  if (!(error instanceof Problem)) return null
  if (error.code === 'BLIND_ENTRY_LOCKED') return 0
  return error.code === 'BLIND_ENTRY_MISMATCH' ? error.triesLeft : null
}
