import { createHash } from 'node:crypto'
import type { JsonObject } from '../../domain/canonical-json.ts'
import { parseAmount } from '../../domain/money.ts'
import { ROLES, type Limit, type Standing } from '../../domain/person.ts'
import { challengeOf } from '../../domain/statement.ts'
import { beganWith, genesisDigest, type GenesisObject } from '../../people/genesis.ts'
import { takesSyncedPasskeys } from '../../people/keys/trust.ts'
import { requestersOf } from '../../consent/change-kind.ts'
import type { VouchedContact } from '../../directory/proof.ts'
import type { Bundle, BundleKey, BundleTrust, Finding } from '../bundle.ts'
import { objectAt, parseObject } from './json-members.ts'
import { proveConfirmation, type EnrolledKey, type PeopleProof } from './genesis-confirmation.ts'
import { isAround, type Ledger } from './ledger.ts'

/** People and keys as far as they are proven: roles and limits by genesis, keys by their own enrolment. */
export interface ProvenPeople {
  readonly baseCurrency: string | null
  readonly standings: ReadonlyMap<string, Standing>
  readonly keys: ReadonlyMap<string, BundleKey>
  /** Phones of people that the organisation began with: checked by whoever set it up, which stands in for their age. */
  readonly contacts: readonly (VouchedContact & { readonly personId: string })[]
  isPolicyOfGenesis(hash: string): boolean
}

export async function provePeople(bundle: Bundle, proof: PeopleProof): Promise<ProvenPeople> {
  const { trust, ledger, findings } = proof
  proveGenesis(bundle, trust, ledger, findings)
  const objects = bundle.objects.filter((object) => {
    const known = beganWith(bundle.genesis.manifest, object)
    if (!known)
      findings.push({
        code: 'OBJECT_UNPROVEN',
        about: object.id,
        detail: `This ${object.kind} is not what the organisation began with.`,
      })
    return known
  })
  const standings = new Map(
    objects.filter((object) => object.kind === 'person').map((person) => [person.id, standingOf(person)]),
  )
  const owners = new Map(objects.filter((object) => object.kind === 'person').map((person) => [person.id, person]))
  const enrolled = new Map<string, EnrolledKey>()
  const spent = new Set<string>()
  for (const key of bundle.keys) {
    const { keyId, enrolmentToken } = key
    if (enrolled.has(keyId) || (enrolmentToken !== null && spent.has(enrolmentToken))) {
      const detail = 'Two keys are given for one id, or for one invitation.'
      findings.push({ code: 'KEY_SECOND', about: keyId, detail })
      enrolled.delete(keyId)
      continue
    }
    if (enrolmentToken !== null) spent.add(enrolmentToken)
    const known = await enrolledKey(key, owners.get(key.personId), bundle, proof)
    if (known !== null) enrolled.set(keyId, known)
  }
  // Whom the administrators confirmed follows from keys that are enrolled; who may sign, from whom they confirmed.
  const confirmed = await proveConfirmation(bundle, enrolled, proof)
  const keys = new Map<string, BundleKey>()
  for (const [keyId, { key, owner, invited }] of enrolled) {
    // A further key, and in production every key, is somebody else's word too.
    const refused =
      !invited || trust.profile === 'production'
        ? unconfirmed(key, owner, invited && confirmed.has(keyId), bundle)
        : null
    if (refused === null) keys.set(keyId, key)
    else findings.push({ code: 'KEY_UNCONFIRMED', about: keyId, detail: refused })
  }
  const organisation = objects.find((object) => object.kind === 'organisation')
  return {
    baseCurrency: typeof organisation?.['baseCurrency'] === 'string' ? organisation['baseCurrency'] : null,
    standings,
    keys,
    contacts: contactsOf(objects, ledger.entry(bundle.genesis.entryId)?.at ?? null),
    isPolicyOfGenesis: (hash) =>
      bundle.genesis.manifest.items.some((item) => item.kind === 'policy' && item.id === hash),
  }
}

function proveGenesis(bundle: Bundle, trust: BundleTrust, ledger: Ledger, findings: Finding[]): void {
  const { manifest, entryId, confirmedEntryId } = bundle.genesis
  const digest = genesisDigest(manifest)
  const entry = ledger.entry(entryId)
  const isGenesis = entry?.kind === 'genesis' && entry.leafIndex === 0 && entry.fields['digest'] === digest
  const isConfirmation = confirmedEntryId === null || ledger.entry(confirmedEntryId)?.kind === 'genesis.confirmed'
  if (digest !== trust.genesisDigest || !isGenesis || !isConfirmation || manifest.profile !== trust.profile) {
    findings.push({
      code: 'GENESIS_UNKNOWN',
      about: entryId,
      detail: 'This is not the organisation that the verifier trusts.',
    })
  }
}

/** Enrolled by its owner, as far as the key itself can say: with their invitation, over the right statement, in the log. */
async function enrolledKey(
  key: BundleKey,
  owner: GenesisObject | undefined,
  bundle: Bundle,
  { trust, ledger, findings, verifyRegistration }: PeopleProof,
): Promise<EnrolledKey | null> {
  const refuse = (code: string, detail: string): null => {
    findings.push({ code, about: key.keyId, detail })
    return null
  }
  if (owner === undefined) return refuse('KEY_OWNER_UNPROVEN', 'The owner of this key is not proven.')
  // The invitation is known to its addressee alone until it is spent: with the database one cannot invent a key.
  const invited = key.enrolmentToken !== null && sha256(key.enrolmentToken) === owner['enrolmentHash']
  if (key.enrolmentToken !== null && !invited && !isRenewed(key, key.enrolmentToken, bundle))
    return refuse('KEY_NOT_INVITED', "This key was not enrolled with its owner's invitation.")
  const entry = ledger.entry(key.entryId)
  const logged =
    entry?.kind === 'key.enrolled' && entry.fields['keyId'] === key.keyId && entry.fields['personId'] === key.personId
  if (!logged) return refuse('KEY_NOT_LOGGED', 'The log does not say that this key was enrolled.')

  const statement = new Uint8Array(Buffer.from(key.statement, 'base64url'))
  try {
    const verified = await verifyRegistration({
      clientDataJSON: key.clientDataJSON,
      attestationObject: key.attestationObject,
      expectedChallenge: challengeOf(statement),
      trust: {
        rpId: trust.rpId,
        origins: trust.origins,
        attestationRoots: trust.attestationRoots,
        rootsByAaguid: trust.rootsByAaguid ?? {},
        allowedAaguids: trust.allowedAaguids,
        revokedAaguids: trust.revokedAaguids,
        allowUnattested: trust.profile !== 'production' && trust.attestationRoots === null,
        allowBackupEligible: takesSyncedPasskeys(trust.profile, trust.attestationRoots),
      },
      at: key.enrolledAt,
    })
    const same =
      verified.credentialId === key.credentialId &&
      Buffer.from(verified.publicKey).toString('base64url') === key.publicKey
    if (!same || entry.fields['fingerprint'] !== verified.fingerprint)
      return refuse('KEY_DIFFERS', 'This is not the key that was enrolled.')
  } catch (error) {
    return refuse('KEY_REGISTRATION', error instanceof Error ? error.message : 'The enrolment does not verify.')
  }
  const said = parseObject(new TextDecoder().decode(statement))
  const isSaid =
    said['personId'] === key.personId &&
    said['keyId'] === key.keyId &&
    said['decision'] === 'enrol' &&
    said['tokenHash'] === (key.enrolmentToken === null ? null : sha256(key.enrolmentToken)) &&
    entry.fields['statementDigest'] === sha256(statement)
  if (!isSaid) return refuse('KEY_STATEMENT', 'The statement that was enrolled with is about something else.')
  if (entry.fields['enrolledAt'] !== key.enrolledAt || !isAround(entry.at, key.enrolledAt))
    return refuse('KEY_NOT_LOGGED', 'The log says that this key was enrolled at another time.')
  if (key.revocationEntryId !== null && revocationOf(key, ledger) === null)
    return refuse('KEY_REVOCATION', 'The log does not say that this key was revoked.')
  return { key, owner, invited }
}

/**
 * An invitation that is not the one of genesis proves nothing by itself: it is named in the change that confirms the
 * key, which is proven with the other subjects, and in which whoever renewed it counts as one who asked.
 */
function isRenewed(key: BundleKey, token: string, { subjects }: Bundle): boolean {
  const change = subjects.find((subject) => subject.id === key.confirmedBy)
  if (change?.type !== 'key-change' || change.content['invitation'] !== sha256(token)) return false
  return requestersOf(change.content).some((id) => id === change.content['invitedBy'])
}

/**
 * Confirmed by the other administrator at genesis, or by a key change that is itself proven with the other subjects.
 * What was confirmed is this very key of this person: a key's id alone is anyone's to write. Genesis confirms first
 * keys, so nothing that the log says about it replaces an invitation.
 */
function unconfirmed(key: BundleKey, owner: GenesisObject, atGenesis: boolean, bundle: Bundle): string | null {
  if (atGenesis) return null
  const fingerprint = sha256(Buffer.from(key.publicKey, 'base64url'))
  const change = bundle.subjects.find((subject) => subject.id === key.confirmedBy)
  const isConfirmed =
    change?.type === 'key-change' &&
    change.content['keyId'] === key.keyId &&
    change.content['fingerprint'] === fingerprint &&
    isOf(change.content, owner) &&
    // Without an invitation it is a further key, and one that claims to be a first one would skip its quarantine; a first
    // one that claims to be a further one, the administrators whom policy asks for first keys.
    (key.enrolmentToken === null) === (typeof change.content['endorsedBy'] === 'string')
  return isConfirmed ? null : 'Nobody confirmed this key.'
}

/**
 * Whoever confirmed it read a name and an address, not an id: another's beside this id would seat them here. And its
 * owner is one who asked, whose own signature confirms nothing.
 */
function isOf(content: JsonObject, owner: GenesisObject): boolean {
  const person = objectAt(content, 'person')
  const isSame = (['id', 'name', 'email'] as const).every((member) => person?.[member] === owner[member])
  return isSame && requestersOf(content).includes(owner.id)
}

/** Where in the log the key was revoked; null while it was not. */
export function revocationOf(key: BundleKey, ledger: Ledger): number | null {
  const entry = key.revocationEntryId === null ? null : ledger.entry(key.revocationEntryId)
  return entry?.kind === 'key.revoked' && entry.fields['keyId'] === key.keyId ? entry.leafIndex : null
}

function standingOf(person: GenesisObject): Standing {
  return {
    personId: person.id,
    active: true,
    roles: ROLES.filter((role) => strings(person['roles']).includes(role)),
    groups: strings(person['groups']),
    limits: limitsOf(person['limits']),
    hasActiveKey: true,
    // What was left of a day's limit is checked when a signature is accepted; a single bundle cannot tell.
    approvedToday: [],
  }
}

function contactsOf(objects: readonly GenesisObject[], at: string | null): ProvenPeople['contacts'] {
  if (at === null) return []
  return objects.flatMap(({ kind, id, personId, type, value }) =>
    kind === 'contact' && type === 'phone' && typeof personId === 'string' && typeof value === 'string'
      ? [{ id, personId, kind: type, value, verifiedAt: at, onboarded: true }]
      : [],
  )
}

function limitsOf(value: unknown): Limit[] {
  if (!Array.isArray(value)) return []
  return value.map((limit: Record<string, string>) => {
    const { entity = '', currency = '', perOrder = '', perDay = '' } = limit
    return { entity, perOrder: parseAmount(perOrder, currency), perDay: parseAmount(perDay, currency) }
  })
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
