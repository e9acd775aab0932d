import type { SubjectKinds } from '../consent/subject-kind.ts'
import type { Profile } from './genesis.ts'
import type { KeyTrust } from './keys/trust.ts'

/** What the worker goes by when it puts keys on record. */
export interface KeyRules {
  readonly profile: Profile
  readonly trust: KeyTrust
  readonly kinds: SubjectKinds
  /** Policy waits are divided by this; 1 except in the demo. */
  readonly timeScale: number
}

/** A further key may deny, hold and report at once, and approve only after this. Zero where things are tried out. */
export function quarantineHours(profile: Profile): number {
  return profile === 'production' ? 72 : 0
}
