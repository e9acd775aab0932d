import { createHash } from 'node:crypto'
import type { GenesisObject } from '../../people/genesis.ts'
import { readGenesisStatement, type GenesisStatement } from '../../people/genesis-statement.ts'
import type { VerifyRegistration } from '../../people/keys/verify-registration.ts'
import { profileRules } from '../../platform/config/profile.ts'
import type { Bundle, BundleConfirmation, BundleKey, BundleTrust, Finding } from '../bundle.ts'
import { objectsAt } from './json-members.ts'
import type { Ledger } from './ledger.ts'
import { verifyStoredSignature } from './stored-signature.ts'

/** What is known before people are looked at, and where to say what does not hold. */
export interface PeopleProof {
  readonly trust: BundleTrust
  readonly ledger: Ledger
  readonly findings: Finding[]
  readonly verifyRegistration: VerifyRegistration
}

/** A key that its owner enrolled; whether it may sign is another question. */
export interface EnrolledKey {
  readonly key: BundleKey
  readonly owner: GenesisObject
  /** With the invitation that genesis covers. */
  readonly invited: boolean
}

/**
 * The keys of the two administrators who confirmed each other: enrolled with the invitations of genesis, each named with
 * its fingerprint in what the other one signed. That the log says so is not enough, since whoever writes the log can.
 */
export async function proveConfirmation(
  bundle: Bundle,
  enrolled: ReadonlyMap<string, EnrolledKey>,
  { trust, ledger, findings }: PeopleProof,
): Promise<ReadonlySet<string>> {
  const { confirmedEntryId, confirmations = [] } = bundle.genesis
  const pinned = trust.genesisConfirmation ?? null
  // Where nobody has to confirm anybody, an entry that says so proves nothing and stops nothing.
  if (profileRules(trust.profile).genesisImplied || (confirmedEntryId === null && pinned === null)) return new Set()
  const refuse = (code: string, detail: string): ReadonlySet<string> => {
    findings.push({ code, about: confirmedEntryId ?? 'genesis', detail })
    return new Set()
  }
  const entry = confirmedEntryId === null ? null : ledger.entry(confirmedEntryId)
  if (pinned !== null && entry?.leafHash !== pinned)
    return refuse('GENESIS_UNKNOWN', 'The administrators confirmed each other in another entry than the trusted one.')
  const logged = objectsAt(entry?.fields, 'confirmations')
  if (bundle.genesis.confirmations === undefined && pinned !== null)
    return new Set(
      [...enrolled.values()]
        .filter(({ key }) =>
          logged.some((one) => one['confirmedKeyId'] === key.keyId && one['fingerprint'] === fingerprintOf(key)),
        )
        .map(({ key }) => key.keyId),
    )
  if (bundle.genesis.confirmations === undefined)
    return refuse(
      'GENESIS_UNSIGNED',
      'What the administrators signed is not here: this was made by an earlier version, or theirs has not kept it. ' +
        'Verify it with a trust file that has `genesisConfirmation` (GET /v1/log/trust, compared with what was kept from ' +
        'set-up); a signer that says so needs GENESIS_CONFIRMATION (`countersign genesis`).',
    )
  const signed: GenesisStatement[] = []
  for (const one of confirmations) {
    const statement = await signedStatement(one, enrolled.get(one.keyId), trust)
    if (statement === null) continue
    const isLogged = logged.some(
      (said) =>
        said['keyId'] === one.keyId &&
        said['personId'] === statement.personId &&
        said['confirmedKeyId'] === statement.confirmedKeyId &&
        said['fingerprint'] === statement.confirmedFingerprint &&
        said['statementDigest'] === sha256(Buffer.from(one.statement, 'base64url')),
    )
    if (isLogged) signed.push(statement)
  }
  const [first, second] = signed
  const isMutual =
    confirmations.length === 2 &&
    logged.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    first.personId !== second.personId &&
    names(first, second, enrolled) &&
    names(second, first, enrolled)
  if (!isMutual)
    return refuse('GENESIS_UNSIGNED', 'Two administrators’ signatures over each other’s keys do not stand behind this.')
  return new Set([first.keyId, second.keyId])
}

/** What this key has signed; null where it has not, or is no administrator's of genesis. */
async function signedStatement(
  one: BundleConfirmation,
  enrolled: EnrolledKey | undefined,
  trust: BundleTrust,
): Promise<GenesisStatement | null> {
  const bytes = new Uint8Array(Buffer.from(one.statement, 'base64url'))
  const statement = readGenesisStatement(bytes)
  if (statement === null || enrolled === undefined || !enrolled.invited) return null
  const { key, owner } = enrolled
  const roles = owner['roles']
  const isAdministrator = Array.isArray(roles) && roles.includes('administrator')
  const isOwn = statement.keyId === key.keyId && statement.personId === key.personId
  const isHere = statement.rpId === trust.rpId && statement.genesisDigest === trust.genesisDigest
  if (!isAdministrator || !isOwn || !isHere) return null
  try {
    await verifyStoredSignature(one, key, trust)
    return statement
  } catch {
    return null
  }
}

/** Whether one administrator's statement is about the other one's very key. */
function names(
  { confirmedKeyId, confirmedPersonId, confirmedFingerprint }: GenesisStatement,
  other: GenesisStatement,
  enrolled: ReadonlyMap<string, EnrolledKey>,
): boolean {
  const key = enrolled.get(other.keyId)?.key
  const isKey = confirmedKeyId === other.keyId && confirmedPersonId === other.personId
  return isKey && key !== undefined && confirmedFingerprint === fingerprintOf(key)
}

function fingerprintOf(key: BundleKey): string {
  return sha256(Buffer.from(key.publicKey, 'base64url'))
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
