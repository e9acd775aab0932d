/**
 * What an organisation began with, as a list of digests that log entry 0 covers. The list names ids and nothing else;
 * whoever holds the objects themselves (the maker of an evidence bundle rebuilds them from the record) can show
 * anyone that a person's roles and limits, a client's channels or the policy were there from the beginning.
 */
import { digestOf, type JsonObject } from '../domain/canonical-json.ts'
import { formatAmount } from '../domain/money.ts'
import type { Limit } from '../domain/person.ts'

export type Profile = 'demo' | 'sandbox' | 'production'

export type GenesisKind = 'account' | 'client' | 'contact' | 'entity' | 'group' | 'organisation' | 'person' | 'policy'

/** An object whose canonical JSON an item's digest is of. */
export type GenesisObject = JsonObject & { readonly kind: GenesisKind; readonly id: string }

export interface GenesisItem {
  readonly kind: GenesisKind
  readonly id: string
  readonly digest: string
}

export interface GenesisManifest {
  readonly type: 'countersign/genesis/1'
  /** What was set up to try things out never becomes production. */
  readonly profile: Profile
  /** By kind, then id. */
  readonly items: readonly GenesisItem[]
}

export function genesisManifest(profile: Profile, objects: readonly GenesisObject[]): GenesisManifest {
  const items = objects.map((object) => ({ kind: object.kind, id: object.id, digest: digestOf(object) }))
  items.sort((a, b) => compare(a.kind, b.kind) || compare(a.id, b.id))
  const twice = items.find((item, index) => item.kind === items[index - 1]?.kind && item.id === items[index - 1]?.id)
  if (twice !== undefined) throw new TypeError(`Unexpected second ${twice.kind} "${twice.id}"`)
  return { type: 'countersign/genesis/1', profile, items }
}

/** SHA-256 (hex) of the manifest: what log entry 0 says. */
export function genesisDigest(manifest: GenesisManifest): string {
  return digestOf({ ...manifest, items: manifest.items.map((item) => ({ ...item })) })
}

/** Whether the organisation began with exactly this. */
export function beganWith(manifest: GenesisManifest, object: GenesisObject): boolean {
  const digest = digestOf(object)
  return manifest.items.some((item) => item.kind === object.kind && item.id === object.id && item.digest === digest)
}

export function organisationItem(organisation: { name: string; baseCurrency: string; locale: string }): GenesisObject {
  const { name, baseCurrency, locale } = organisation
  return { kind: 'organisation', id: 'organisation', name, baseCurrency, locale }
}

export interface EntityFacts {
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly holidays: string | null
  readonly businessHours: string
  readonly cutOff: string
}

export function entityItem(entity: EntityFacts): GenesisObject {
  const { id, name, timeZone, holidays, businessHours, cutOff } = entity
  return { kind: 'entity', id, name, timeZone, holidays, businessHours, cutOff }
}

export function accountItem(account: { id: string; entity: string; iban: string; currency: string }): GenesisObject {
  return { kind: 'account', id: account.id, entity: account.entity, iban: account.iban, currency: account.currency }
}

export function groupItem(id: string): GenesisObject {
  return { kind: 'group', id }
}

export interface PersonFacts {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  readonly limits: readonly Limit[]
  readonly externalIds: Readonly<Record<string, string>>
}

/** `enrolmentHash` is the SHA-256 of the invitation: the first key of this person shows what hashes to it. */
export function personItem(person: PersonFacts, enrolmentHash: string): GenesisObject {
  const { id, email, name, roles, groups, limits, externalIds } = person
  return {
    kind: 'person',
    id,
    email,
    name,
    roles: [...roles].sort(),
    groups: [...groups].sort(),
    limits: limits.map(limitObject).sort((a, b) => compare(a.entity, b.entity) || compare(a.currency, b.currency)),
    externalIds: { ...externalIds },
    enrolmentHash,
  }
}

export interface ContactFacts {
  readonly id: string
  readonly personId: string
  readonly type: 'phone' | 'email'
  readonly value: string
  readonly timeZone: string
}

export function contactItem(contact: ContactFacts): GenesisObject {
  const { id, personId, type, value, timeZone } = contact
  return { kind: 'contact', id, personId, type, value, timeZone }
}

export interface ClientFacts {
  readonly id: string
  readonly secretHash: string
  readonly scopes: readonly string[]
  readonly channels: readonly string[]
}

export function clientItem(client: ClientFacts): GenesisObject {
  const { id, secretHash, scopes, channels } = client
  return { kind: 'client', id, secretHash, scopes: [...scopes].sort(), channels: [...channels].sort() }
}

export function policyItem(hash: string): GenesisObject {
  return { kind: 'policy', id: hash }
}

function limitObject(limit: Limit) {
  return {
    entity: limit.entity,
    currency: limit.perOrder.currency,
    perOrder: formatAmount(limit.perOrder),
    perDay: formatAmount(limit.perDay),
  }
}

/** By code units, as RFC 8785 sorts: the same in every language and locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
