import type { Keyring } from '../platform/keyring.ts'
import type { Profile } from '../platform/config/profile.ts'
import type { Db } from '../platform/postgres/database.ts'
import type { Authentication } from './caller.ts'
import type { KeyTrust } from './keys/trust.ts'
import type { PeopleProcess } from './people-process.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/** What the routes of people stand on. */
export interface PeopleRoom {
  readonly db: Db
  readonly authentication: Authentication
  readonly process: PeopleProcess
  readonly trust: KeyTrust
  readonly profile: Profile
  readonly keyring: Keyring
  readonly limits: SignInLimits
  /** 32 bytes that every process of the installation shares: what made-up credential ids are derived from. */
  readonly decoySecret: Uint8Array
}
