import type { KeyState } from '../domain/person.ts'
import type { DemoFounding } from './found-demo-company.ts'

/** Ids and codes only: this crosses Temporal, whose histories hold nothing personal. */
export interface EnrolledKey {
  readonly keyId: string
  readonly personId: string
  /** SHA-256 of the public key, hex. */
  readonly fingerprint: string
  readonly state: KeyState
}

/** A new invitation by the hash of its secret, for whom, and the administrator who asks for it. */
export interface Renewal {
  readonly tokenHash: string
  readonly personId: string
  readonly invitedBy: string
}

/**
 * Which key whose owner gives up; the key whose session asks for it, and the challenge that one of theirs has signed:
 * what these may is looked up there. Null where the session has to do.
 */
export interface GivingUp {
  readonly keyId: string
  readonly personId: string
  readonly sessionKeyId: string
  readonly challengeId: string | null
}

export interface RenewedInvitation {
  readonly personId: string
  readonly expiresAt: string
}

export interface GenesisStanding {
  /** Null until two administrators have confirmed each other. */
  readonly confirmedAt: string | null
}

/**
 * The worker, as the API sees it: it alone writes people and keys. Each call names what the API has verified and kept
 * on record, is verified there again, may be repeated, and throws the worker's refusal as it is.
 */
export interface PeopleProcess {
  /** The first key of an invited person. */
  enrol(challengeId: string): Promise<EnrolledKey>
  /** A further key of a person, vouched for by one on record. */
  addKey(challengeId: string): Promise<EnrolledKey>
  /** An invitation in place of a lost one, by the hash of its secret. */
  invite(renewal: Renewal): Promise<RenewedInvitation>
  /** A key its owner gives up. */
  revokeKey(asked: GivingUp): Promise<void>
  /** One administrator's confirmation of the other's key, before the organisation begins. */
  confirmGenesis(challengeId: string): Promise<GenesisStanding>
  /** The shipped company, in the demo profile; 404 anywhere else. */
  foundDemoCompany(founding: DemoFounding): Promise<void>
}
