import type { Bundle, BundleKey, BundleSubject } from '../log/bundle.ts'
import { inclusionOf } from '../log/log.ts'
import { confirmationsOf, readRecords, readStanding, type StandingSubject } from '../consent/read-record.ts'
import { contactOrigins } from '../directory/contact-origins.ts'
import { offFile } from '../directory/off-file.ts'
import { payeeOnFile } from '../directory/read-payee.ts'
import { standsOnFile } from '../log/verify/stands-on-file.ts'
import { callsIn } from '../log/verify/rung-contact.ts'
import { toContent } from '../orders/proof.ts'
import type { GenesisObject } from '../people/genesis.ts'
import { provePeople } from '../people/proof.ts'
import { onOneConnection } from '../platform/postgres/at-once.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readPolicies } from '../risk/read-policies.ts'

/**
 * Rebuilds from the record everything that speaks for one payment; null while it is not approved, or a signed
 * checkpoint does not cover all of it yet.
 */
export async function buildBundle(db: Executor, orderId: string): Promise<Bundle | null> {
  return onOneConnection(db, async (one) => {
    const [order] = await readStanding(one, [orderId])
    return order === undefined ? null : bundleOf(one, [order, ...(await vouchersFor(one, order))])
  })
}

/** The same for what is not a payment, such as the lifting of a hold. */
export async function buildSubjectBundle(db: Executor, subjectId: string): Promise<Bundle | null> {
  return onOneConnection(db, async (one) => {
    const [subject] = await readStanding(one, [subjectId])
    return subject === undefined ? null : bundleOf(one, [subject])
  })
}

async function bundleOf(db: Executor, [first, ...vouching]: NonEmpty<StandingSubject>): Promise<Bundle | null> {
  const subjects = await readRecords(db, [first, ...vouching])
  if (subjects[0]?.id !== first.id) return null
  const confirmations = new Map<string, string>()
  const contacts = new Map<string, GenesisObject>()
  // Whoever confirmed a key signed with a key that somebody confirmed, and whoever put a contact on file may have called
  // one: on to what needs nobody's word.
  for (let unread: readonly BundleSubject[] = [...subjects]; unread.length > 0;) {
    const found = await confirmationsOf(db, keyIdsOf(unread))
    for (const [keyId, subjectId] of found) confirmations.set(keyId, subjectId)
    const { vettedBy, ofGenesis } = await contactOrigins(db, rungIn(unread))
    for (const contact of ofGenesis) contacts.set(contact.id, contact)
    const named = [...new Set([...found.values(), ...vettedBy])]
    const news = named.filter((id) => subjects.every((one) => one.id !== id))
    unread = await readRecords(db, await readStanding(db, news))
    subjects.push(...unread)
  }
  const keyIds = keyIdsOf(subjects)
  const personIds = new Set(subjects.flatMap((subject) => subject.evidence.map((one) => one.personId)))
  const hashes = subjects.flatMap((subject) => subject.assessments.map((one) => one.policyHash))
  const [people, policies] = await Promise.all([
    provePeople(db, [...personIds], keyIds),
    readPolicies(db, [...new Set(hashes)]),
  ])
  if (people === null) return null
  const retirements = await offFile(db, standsOnFile({ subjects }))
  const inclusion = await inclusionOf(db, [
    ...entryIdsOf(people.genesis, people.keys, subjects),
    ...new Set(retirements.map((one) => one.entryId)),
  ])
  if (inclusion === null) return null
  return {
    type: 'countersign/bundle/1',
    checkpoint: inclusion.checkpoint.note,
    entries: inclusion.entries.map(({ entryId, body, leafIndex, path }) => ({
      entryId,
      body,
      leafIndex,
      path: path.map((hash) => Buffer.from(hash).toString('hex')),
    })),
    genesis: people.genesis,
    objects: [...people.objects, ...contacts.values()],
    policies,
    keys: people.keys.map((key) => ({ ...key, confirmedBy: confirmations.get(key.keyId) ?? null })),
    ...(retirements.length === 0 ? {} : { offFile: retirements }),
    subjects,
  }
}

type NonEmpty<T> = readonly [T, ...T[]]

/** The account changes that make its payee known, or did when it was submitted. */
async function vouchersFor(db: Executor, order: StandingSubject): Promise<StandingSubject[]> {
  const { payment, counterpartyId } = toContent(order.content)
  const { elements } = payment
  const { vettedBy, onceVettedBy } = await payeeOnFile(db, { ...payment.payee, counterpartyId, elements })
  return readStanding(db, [...new Set([...vettedBy, ...(payment.accountVersion > 0 ? onceVettedBy : [])])])
}

function rungIn(subjects: readonly BundleSubject[]): string[] {
  return [...new Set(subjects.flatMap(callsIn).flatMap(({ rung }) => (rung === null ? [] : [rung.id])))]
}

function keyIdsOf(subjects: readonly BundleSubject[]): string[] {
  return [...new Set(subjects.flatMap((subject) => subject.evidence.map((one) => one.keyId)))]
}

function entryIdsOf(
  genesis: Bundle['genesis'],
  keys: readonly Pick<BundleKey, 'entryId' | 'revocationEntryId'>[],
  subjects: readonly BundleSubject[],
): string[] {
  const ids = [
    genesis.entryId,
    ...(genesis.confirmedEntryId === null ? [] : [genesis.confirmedEntryId]),
    ...keys.flatMap((key) => (key.revocationEntryId === null ? [key.entryId] : [key.entryId, key.revocationEntryId])),
    ...subjects.flatMap((subject) => [
      subject.satisfiedEntryId,
      ...subject.assessments.map((one) => one.entryId),
      ...subject.evidence.map((one) => one.entryId),
    ]),
  ]
  return [...new Set(ids)]
}
