import { randomBytes } from 'node:crypto'
import { canonicalizeJson, sha256Hex } from '../domain/canonical-json.ts'
import { conflict, CountersignError, type FieldError } from '../domain/errors.ts'
import { plus, type Instant } from '../domain/instant.ts'
import { compilePolicy, type PolicyDocument } from '../domain/policy.ts'
import type { RequirementSpec } from '../domain/requirement-spec.ts'
import * as log from '../log/log.ts'
import { now as readNow } from '../platform/clock.ts'
import { profileRules, type Profile } from '../platform/config/profile.ts'
import { newId } from '../platform/ids.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { sealText } from '../platform/sealed-text.ts'
import * as genesis from './genesis.ts'
import { INVITATION_LIFETIME_MS } from './invitation.ts'
import type { FileCounterparty, OrganisationFile } from './organisation.ts'
import { hashSecret, newSecret } from './secret.ts'
import * as store from './set-up-store.ts'

export interface SetUp {
  readonly profile: Profile
  readonly policy: { readonly document: PolicyDocument; readonly source: string }
  /** Seals what must be read back later: the secrets of webhooks. */
  readonly keyring: Keyring
  /** The directory's: makes the file's counterparties one account change, which a quorum signs. */
  readonly proposeOnboarding?: (tx: Tx, counterparties: readonly FileCounterparty[], now: Instant) => Promise<unknown>
  /** Makes the secret of `person:<email>` or `client:<id>`; at random unless told. */
  readonly secretOf?: (owner: string) => string
  /** Given the secrets before anything is committed: what cannot be handed over is not created. May run again. */
  readonly handOver?: (handout: Handout) => Promise<void>
}

/** Every secret of a new organisation, in the clear for the only time. */
export interface Handout {
  readonly people: Readonly<Record<string, { readonly id: string; readonly enrolment: string }>>
  readonly clients: Readonly<Record<string, { readonly secret: string }>>
  readonly webhooks: Readonly<Record<string, { readonly secret: string }>>
}

/** What the secrets of webhooks are sealed for; bound to the id of their endpoint. */
export const WEBHOOK_SECRET = 'webhook-secret'

/**
 * Creates the organisation, in one transaction, as the owner of the schema. Throws 409 ORGANISATION_EXISTS, and 422
 * ORGANISATION_INVALID or POLICY_INVALID where file and policy do not fit. Keeps hashes only, and webhooks' secrets sealed.
 */
export async function initOrganisation(db: Db, file: OrganisationFile, setUp: SetUp): Promise<Handout> {
  compilePolicy(setUp.policy.document, file.organisation.baseCurrency)
  refuseMisfits(file, setUp)
  return transaction(db, async (tx) => {
    const handout = await create(tx, file, setUp)
    await setUp.handOver?.(handout)
    return handout
  })
}

async function create(
  tx: Tx,
  file: OrganisationFile,
  { profile, policy, keyring, proposeOnboarding, secretOf = newSecret }: SetUp,
): Promise<Handout> {
  const now = await readNow(tx)
  const people = file.people.map((person) => ({
    ...person,
    id: newId('per'),
    enrolment: secretOf(`person:${person.email}`),
  }))
  const homeTimeZone = file.entities[0]?.timeZone ?? 'UTC'
  const contacts = people.flatMap((person) => {
    return person.phones.map((value) => {
      return { id: newId('con'), personId: person.id, type: 'phone' as const, value, timeZone: homeTimeZone }
    })
  })
  const clients = file.clients.map((client) => ({ ...client, secret: secretOf(`client:${client.id}`) }))
  const hashed = clients.map((client) => ({ ...client, secretHash: hashSecret(client.secret) }))
  const policyHash = sha256Hex(new TextEncoder().encode(canonicalizeJson(policy.document)))

  const manifest = genesis.genesisManifest(profile, [
    genesis.organisationItem(file.organisation),
    ...file.entities.map(genesis.entityItem),
    ...file.accounts.map(genesis.accountItem),
    ...file.groups.map(genesis.groupItem),
    ...people.map((person) => genesis.personItem(person, hashSecret(person.enrolment))),
    ...contacts.map(genesis.contactItem),
    ...hashed.map(genesis.clientItem),
    genesis.policyItem(policyHash),
  ])
  const genesisDigest = genesis.genesisDigest(manifest)
  const confirmedAt = profileRules(profile).genesisImplied ? now : null
  const organisation = { ...file.organisation, rates: file.rates, genesis: manifest, genesisDigest, confirmedAt }
  // First, so that of two who try at once the second waits here and then finds it there.
  if (!(await store.insertOrganisation(tx, organisation, now))) {
    throw conflict(
      'ORGANISATION_EXISTS',
      'This installation has its organisation. Changes to it are made in the console.',
    )
  }
  // Before anything else is written: entry 0 of the log.
  await log.append(tx, { kind: 'genesis', fields: { digest: genesisDigest, profile, policyHash } })

  await store.insertPolicy(tx, { hash: policyHash, ...policy }, now)
  await store.insertStructure(tx, file)
  const expiresAt = plus(now, INVITATION_LIFETIME_MS)
  for (const person of people) {
    await store.insertPerson(tx, person, { tokenHash: hashSecret(person.enrolment), expiresAt }, now)
  }
  for (const contact of contacts) await store.insertPersonContact(tx, contact, now)
  for (const client of hashed) await store.insertClient(tx, client, now)
  const webhooks = file.webhooks.map((webhook) => ({ ...webhook, id: newId('whk'), secret: newWebhookSecret() }))
  for (const { secret, ...webhook } of webhooks) {
    const sealed = sealText(keyring, secret, { purpose: WEBHOOK_SECRET, binding: webhook.id })
    await store.insertWebhookEndpoint(tx, { ...webhook, secret: sealed }, now)
  }
  if (file.counterparties.length > 0) await proposeOnboarding?.(tx, file.counterparties, now)

  return {
    people: Object.fromEntries(people.map(({ email, id, enrolment }) => [email, { id, enrolment }])),
    clients: Object.fromEntries(clients.map(({ id, secret }) => [id, { secret }])),
    webhooks: Object.fromEntries(webhooks.map(({ url, secret }) => [url, { secret }])),
  }
}

/** Standard Webhooks: 24 to 64 bytes, base64, marked. */
function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** What each file may say for itself, and the two together may not. */
function refuseMisfits(file: OrganisationFile, { profile, policy }: SetUp): void {
  const errors: FieldError[] = []
  const administrators = file.people.filter((person) => person.roles.includes('administrator'))
  if (!profileRules(profile).genesisImplied && administrators.length < 2) {
    const detail = "Name two administrators at least: each confirms the other's key before anything is released."
    errors.push({ path: 'people', code: 'ADMINISTRATORS_TOO_FEW', detail })
  }
  const wanted = policy.document.keys?.administrators ?? 1
  if (wanted > administrators.length) {
    const detail = `The policy has first keys confirmed by ${wanted} administrators (keys.administrators), and the file names ${administrators.length}.`
    errors.push({ path: 'policy', code: 'ADMINISTRATORS_TOO_FEW', detail })
  }
  file.people.forEach(({ automatic }, index) => {
    if (!automatic || profile === 'sandbox') return
    const detail = `Leave it out: automatic people exist in PROFILE=sandbox alone, and this is ${profile}.`
    errors.push({ path: `people[${index}].automatic`, code: 'AUTOMATIC', detail })
  })
  for (const group of new Set(specsOf(policy.document).flatMap(groupsOf))) {
    if (group.startsWith('role:') || file.groups.includes(group)) continue
    errors.push({
      path: 'policy',
      code: 'GROUP_UNKNOWN',
      detail: `The policy asks group "${group}", which the file does not define.`,
    })
  }
  const [first] = errors
  if (first === undefined) return
  throw new CountersignError({
    code: 'ORGANISATION_INVALID',
    status: 422,
    detail: `Correct organisation.yaml: ${first.detail}`,
    errors,
  })
}

function specsOf(policy: PolicyDocument): RequirementSpec[] {
  return [
    ...policy.base,
    ...policy.add.flatMap((rule) => rule.require),
    ...policy.relax.flatMap((rule) => (rule.approval === null ? [] : [rule.approval])),
  ]
}

function groupsOf(spec: RequirementSpec): string[] {
  switch (spec.kind) {
    case 'approval':
    case 'review':
      return [spec.group]
    case 'cooling_off':
      return spec.anyOf.map((one) => one.group)
    case 'callback':
    case 'instructor_confirmation':
      return []
  }
}
