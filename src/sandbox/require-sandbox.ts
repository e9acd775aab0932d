import { CountersignError } from '../domain/errors.ts'
import type { Profile } from '../platform/config/profile.ts'

/** Throws `PROFILE_REFUSED` wherever money could move, and in the demo, whose people are its own. */
export function requireSandbox(profile: Profile): void {
  if (profile === 'sandbox') return
  const detail = `Automatic people exist in PROFILE=sandbox alone; this is ${profile}.`
  throw new CountersignError({ code: 'PROFILE_REFUSED', status: 500, detail })
}
