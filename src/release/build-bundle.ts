import type { Bundle, BundleKey, BundleSubject } from '../log/bundle.ts'
import { inclusionOf } from '../log/log.ts'
import { confirmationOf, readRecord } from '../consent/read-record.ts'
import { payeeOnFile } from '../directory/read-payee.ts'
import { toContent } from '../orders/proof.ts'
import { provePeople } from '../people/proof.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readPolicy } from '../risk/read-policy.ts'

/**
 * Rebuilds from the record everything that speaks for one payment; null while it is not approved, or a signed
 * checkpoint does not cover all of it yet.
 */
export async function buildBundle(db: Executor, orderId: string): Promise<Bundle | null> {
  const order = await readRecord(db, orderId)
  return order === null ? null : bundleOf(db, await withVouchers(db, order))
}

/** The same for what is not a payment, such as the lifting of a hold. */
export async function buildSubjectBundle(db: Executor, subjectId: string): Promise<Bundle | null> {
  const subject = await readRecord(db, subjectId)
  return subject === null ? null : bundleOf(db, [subject])
}

async function bundleOf(db: Executor, subjects: BundleSubject[]): Promise<Bundle | null> {
  const confirmations = new Map<string, string>()
  // Whoever confirmed a key signed with a key that somebody confirmed: on to those that need nobody's word.
  for (let unread = keyIdsOf(subjects); unread.length > 0;) {
    const found = await confirmationsOf(db, unread)
    for (const [keyId, subjectId] of found) confirmations.set(keyId, subjectId)
    const news = [...new Set(found.values())].filter((id) => subjects.every((one) => one.id !== id))
    const records = await Promise.all(news.map((subjectId) => readRecord(db, subjectId)))
    const read = records.filter((one) => one !== null)
    const known = new Set(keyIdsOf(subjects))
    subjects.push(...read)
    unread = keyIdsOf(read).filter((keyId) => !known.has(keyId))
  }
  const keyIds = keyIdsOf(subjects)
  const personIds = new Set(subjects.flatMap((subject) => subject.evidence.map((one) => one.personId)))
  const people = await provePeople(db, [...personIds], keyIds)
  if (people === null) return null
  const policies = []
  for (const hash of new Set(subjects.flatMap((subject) => subject.assessments.map((one) => one.policyHash)))) {
    const policy = await readPolicy(db, hash)
    if (policy !== null) policies.push({ hash, document: policy.document })
  }
  const inclusion = await inclusionOf(db, entryIdsOf(people.genesis, people.keys, subjects))
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
    objects: people.objects,
    policies,
    keys: people.keys.map((key) => ({ ...key, confirmedBy: confirmations.get(key.keyId) ?? null })),
    subjects,
  }
}

/** The payment, and the account changes that made its payee known. */
async function withVouchers(db: Executor, order: BundleSubject): Promise<BundleSubject[]> {
  const content = toContent(order.content)
  const { payment, counterpartyId } = content
  const payee = await payeeOnFile(
    db,
    { ...payment.payee, counterpartyId, elements: payment.elements },
    await readNow(db),
  )
  const vouchers = await Promise.all(payee.vettedBy.map((subjectId) => readRecord(db, subjectId)))
  return [order, ...vouchers.filter((one) => one !== null)]
}

function keyIdsOf(subjects: readonly BundleSubject[]): string[] {
  return [...new Set(subjects.flatMap((subject) => subject.evidence.map((one) => one.keyId)))]
}

async function confirmationsOf(db: Executor, keyIds: readonly string[]): Promise<Map<string, string>> {
  const confirmations = new Map<string, string>()
  for (const keyId of keyIds) {
    const subjectId = await confirmationOf(db, keyId)
    if (subjectId !== null) confirmations.set(keyId, subjectId)
  }
  return confirmations
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
