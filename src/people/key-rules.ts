import type { SubjectKinds } from '../consent/subject-kind.ts'
import type { Profile } from '../platform/config/profile.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { KeyTrust } from './keys/trust.ts'

/** What the worker goes by when it puts keys on record. */
export interface KeyRules {
  readonly profile: Profile
  readonly trust: KeyTrust
  /** Opens what the API sealed for the worker. */
  readonly keyring: Keyring
  readonly kinds: SubjectKinds
}
