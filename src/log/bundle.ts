/**
 * The evidence bundle: everything somebody needs to verify offline that one release was rightly made, with nothing but
 * the installation's log key, its relying party and the roots of its security keys.
 */
import type { JsonObject, JsonValue } from '../domain/canonical-json.ts'
import type { ContactedBy, Decision } from '../domain/evidence.ts'
import type { Instant } from '../domain/instant.ts'
import type { PolicyDocument } from '../domain/policy.ts'
import type { RequirementKind, RequirementSpec } from '../domain/requirement-spec.ts'
import type { SubjectRef } from '../domain/subject.ts'
import type { GenesisManifest, GenesisObject } from '../people/genesis.ts'

export interface Bundle {
  readonly type: 'countersign/bundle/1'
  /** The signed note that covers every entry below. */
  readonly checkpoint: string
  readonly entries: readonly BundleEntry[]
  readonly genesis: {
    readonly manifest: GenesisManifest
    readonly entryId: string
    readonly confirmedEntryId: string | null
    /**
     * What both administrators signed, where they confirmed each other. Missing in bundles of earlier versions, and
     * where it was not kept (ADR 0035).
     */
    readonly confirmations?: readonly BundleConfirmation[]
  }
  /** What the manifest has digests of, as far as it is needed here: organisation, people, and those of their contacts that were rung. */
  readonly objects: readonly GenesisObject[]
  readonly policies: readonly { readonly hash: string; readonly document: PolicyDocument }[]
  readonly keys: readonly BundleKey[]
  /**
   * Of the accounts that the subjects put on file and the contacts that were rung, those that were taken off file since,
   * and the entries that say so (ADR 0039). Missing in bundles of earlier versions.
   */
  readonly offFile?: readonly { readonly id: string; readonly entryId: string }[]
  /** The payment first, then what vouches for something: the payee's account, a contact that was rung, a key. */
  readonly subjects: readonly BundleSubject[]
}

/** One administrator's signature over the other's key. */
export interface BundleConfirmation {
  readonly keyId: string
  /** base64url of the exact bytes that were signed. */
  readonly statement: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
}

export interface BundleEntry {
  readonly entryId: string
  /** Canonical JSON; its UTF-8 bytes are the leaf. */
  readonly body: string
  readonly leafIndex: number
  /** Hex, from the leaf upwards. */
  readonly path: readonly string[]
}

export interface BundleKey {
  readonly keyId: string
  readonly personId: string
  readonly credentialId: string
  /** COSE_Key, base64url. */
  readonly publicKey: string
  readonly attestationObject: string
  readonly clientDataJSON: string
  /** base64url of the statement that was enrolled with. */
  readonly statement: string
  /** The spent invitation: only whoever got it could enrol this key. */
  readonly enrolmentToken: string | null
  readonly enrolledAt: Instant
  readonly entryId: string
  /** Where the log says that it was revoked: what it confirmed for this payment counts no longer. */
  readonly revocationEntryId: string | null
  /** The key-change subject that confirmed it, where the profile asks for one. */
  readonly confirmedBy: string | null
}

export interface BundleSubject extends SubjectRef {
  readonly content: JsonObject
  readonly startedAt: Instant
  readonly expiresAt: Instant
  /** When it was satisfied, and the entry that says so. */
  readonly satisfiedAt: Instant
  readonly satisfiedEntryId: string
  /** Every assessment of every version, oldest first: requirements must only have grown. */
  readonly assessments: readonly BundleAssessment[]
  readonly evidence: readonly BundleEvidence[]
  readonly callbacks: readonly { readonly id: string; readonly outcome: JsonObject }[]
}

export interface BundleAssessment {
  readonly version: number
  readonly revision: number
  readonly policyHash: string
  readonly specs: readonly RequirementSpec[]
  readonly facts: JsonValue
  readonly entryId: string
}

export interface BundleEvidence {
  readonly id: string
  readonly subject: SubjectRef
  readonly requirementId: string | null
  readonly kind: RequirementKind | null
  readonly decision: Decision
  readonly personId: string
  readonly keyId: string
  readonly contactedBy: ContactedBy
  /** base64url of the exact bytes that were signed. */
  readonly statement: string
  readonly clientDataJSON: string
  readonly authenticatorData: string
  readonly signature: string
  readonly acceptedAt: Instant
  readonly entryId: string
}

/** What a verifier brings along; nothing in a bundle is believed without one of these. */
export interface BundleTrust {
  readonly profile: 'demo' | 'sandbox' | 'production'
  /** C2SP verifier key of the log. */
  readonly logKey: string
  /** Pinned digest of the genesis manifest. */
  readonly genesisDigest: string
  readonly rpId: string
  readonly origins: readonly string[]
  readonly attestationRoots: readonly string[] | null
  /** Roots that are good for one model, by AAGUID: those of a FIDO metadata file. */
  readonly rootsByAaguid?: Readonly<Record<string, readonly string[]>>
  readonly allowedAaguids: readonly string[] | null
  readonly revokedAaguids: readonly string[]
  /**
   * Leaf hash (hex) of the entry `genesis.confirmed`, the first there was. Without it somebody who writes both log and
   * bundle can bring administrators of their own making, whose keys were enrolled a second time.
   */
  readonly genesisConfirmation?: string | null
}

/** Something that does not hold. A bundle without findings is good. */
export interface Finding {
  readonly code: string
  /** Which subject, evidence, key or entry it is about. */
  readonly about: string
  readonly detail: string
}
