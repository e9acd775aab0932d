/** Somebody with the database. Each plays until the record looks as if the payment were due, and reports the order. */
import { digestOf, type JsonObject } from '../../../src/domain/canonical-json.ts'
import { requirementId } from '../../../src/domain/requirement.ts'
import { newId } from '../../../src/platform/ids.ts'
import type { OrderView } from '../../../src/orders/schema.ts'
import { reaches } from '../../support/erp.ts'
import { goAlong } from '../../support/going-along.ts'
import { withDatabase, type Intruder } from '../../support/intruder.ts'
import { BY_ERP, invoiceFrom, readFrom, strangerCalled, type Invoice } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD, SUPPLIER } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { signInAs } from '../../support/people.ts'
import { until } from '../../support/until.ts'
import { plantKey } from './planted-key.ts'
import type { Attack, Scenario } from './scenario.ts'

/** A payment of the landlord's, signed by everyone but these. */
async function signedBut(office: Office, ...names: string[]): Promise<{ id: string; invoice: Invoice }> {
  const invoice = invoiceFrom(LANDLORD, '83000.00', BY_ERP)
  const { id } = await office.erp.submit(invoice)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut(...names), invoice: truth, callee: truth })
  return { id, invoice }
}

/** The state alone, and the log entry that goes with it. */
async function approveByHand(intruder: Intruder, orderId: string): Promise<void> {
  const [head] = await intruder.run('SELECT version, digest FROM subjects WHERE id = $1', orderId)
  const subject = { type: 'order', id: orderId, version: String(head?.['version']), digest: String(head?.['digest']) }
  const entryId = await intruder.forgeLogEntry('subject.approved', { subject })
  await intruder.run(
    "UPDATE subjects SET state = 'approved', approved_at = countersign_now(), satisfied_entry_id = $2 WHERE id = $1",
    orderId,
    entryId,
  )
}

/** The worker believed the record; the signer, which reads it again, says in its log that it does not. */
async function refusedBySigner(office: Office, orderId: string): Promise<Attack> {
  await until(`the signer refusing ${orderId}`, async () => {
    const refused = office.service
      .output()
      .split('\n')
      .some((line) => line.includes(orderId) && line.includes('EVIDENCE_REFUSED'))
    return refused ? true : undefined
  })
  return { orders: [await office.erp.read(orderId)], refused: ['EVIDENCE_REFUSED'] }
}

const twin: Scenario['twin'] = (office) => payHonestly(office, invoiceFrom(SUPPLIER, '6100.00', BY_ERP))
const scenario = (title: string, attack: Scenario['attack']): Scenario => ({ number: 46, title, attack, twin })

export const stateByHand = scenario('sets an order that nobody signed to approved', async (office) => {
  const { id } = await office.erp.submit(invoiceFrom(strangerCalled('Table Editor GmbH'), '83000.00', BY_ERP))
  await withDatabase(office, (intruder) => approveByHand(intruder, id))
  return { orders: [await reaches(office.erp, id, 'awaiting_evidence')], refused: [] }
})

export const evidenceByHand = scenario('copies the evidence of a payment that was rightly paid', async (office) => {
  const paid = await payHonestly(office, invoiceFrom(LANDLORD, '83000.00', BY_ERP))
  const wanted = await office.erp.submit(invoiceFrom(LANDLORD, '84000.00', BY_ERP))
  await withDatabase(office, async (intruder) => {
    for (const original of paid.order.evidence) {
      const kind = original.kind
      const requirement = wanted.requirements.find((one) => one.kind === kind)
      await copyEvidence(intruder, original.id, wanted, requirement?.id ?? '')
    }
    await until('cooling-off being over', async () =>
      (await office.erp.read(wanted.id)).requirements.some(
        ({ kind, status }) => kind === 'cooling_off' && status === 'waiting',
      )
        ? undefined
        : true,
    )
    await approveByHand(intruder, wanted.id)
  })
  return refusedBySigner(office, wanted.id)
})

async function copyEvidence(
  intruder: Intruder,
  evidenceId: string,
  order: OrderView,
  requirementId: string,
): Promise<void> {
  const [row] = await intruder.run(
    'SELECT challenge_id, kind, decision, person_id, key_id, statement_digest FROM evidence WHERE id = $1',
    evidenceId,
  )
  const [id, challengeId] = [newId('evd'), newId('chl')]
  const subject = { type: 'order', id: order.id, version: '1', digest: order.digest }
  const text = (column: string): string => String(row?.[column])
  const said = {
    decision: text('decision'),
    personId: text('person_id'),
    keyId: text('key_id'),
    statementDigest: text('statement_digest'),
  }
  const entry = { evidenceId: id, challengeId, subject, requirementId, ...said, signatureDigest: '0'.repeat(64) }
  const entryId = await intruder.forgeLogEntry('evidence.accepted', entry)
  await intruder.copy('challenges', text('challenge_id'), {
    id: challengeId,
    subject_id: order.id,
    requirement_id: requirementId,
  })
  const changes = {
    id,
    challenge_id: challengeId,
    subject_id: order.id,
    subject_digest: order.digest,
    requirement_id: requirementId,
    entry_id: entryId,
  }
  await intruder.copy('evidence', evidenceId, changes)
}

export const keyByHand = scenario('inserts a key of their own for an approver and signs with it', async (office) => {
  const ivy = office.person('ivy')
  const planted = await withDatabase(office, (intruder) => plantKey(office, intruder, ivy, 'beside'))
  return signWith(office, planted)
})

export const keyReplaced = scenario(
  "puts a key of their own in the place of an approver's, invitation and log entry included",
  async (office) => {
    const cfo = office.person('cfo')
    const planted = await withDatabase(office, (intruder) => plantKey(office, intruder, cfo, 'instead'))
    return signWith(office, planted)
  },
)

/** Ben and the others are deceived; the second approver is the attacker with the key that was planted. */
async function signWith(office: Office, { person, key }: Awaited<ReturnType<typeof plantKey>>): Promise<Attack> {
  const { id, invoice } = await signedBut(office, 'ivy', 'cfo')
  const impostor = await signInAs(office.service, person, key)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: [impostor], invoice: truth, callee: null })
  await reaches(office.erp, id, 'approved')
  return refusedBySigner(office, id)
}

export const requirementsDeleted = scenario('deletes all requirements but one approval', async (office) => {
  const invoice = invoiceFrom(LANDLORD, '83000.00', BY_ERP)
  const { id, requirements } = await office.erp.submit(invoice)
  const kept = requirements.find(({ kind }) => kind === 'approval')?.id ?? ''
  await withDatabase(office, async (intruder) => {
    await intruder.run('DELETE FROM requirements WHERE subject_id = $1 AND id <> $2', id, kept)
    await intruder.run(
      `UPDATE assessments SET requirements = (SELECT jsonb_agg(one || '{"quorum": 1}') FROM jsonb_array_elements(requirements) one WHERE one->>'id' = $2)
        WHERE subject_id = $1`,
      id,
      kept,
    )
  })
  return deceiveBen(office, id, invoice)
})

async function deceiveBen(office: Office, id: string, invoice: Invoice): Promise<Attack> {
  await goAlong({ type: 'order', id }, { people: [office.person('ben')], invoice: readFrom(invoice), callee: null })
  return refusedBySigner(office, id)
}

export const policyByHand = scenario('publishes a policy that asks for one signature', async (office) => {
  return withDatabase(office, async (intruder) => {
    const [row] = await intruder.run("SELECT document FROM policies WHERE published_by = 'genesis'")
    const approval = { kind: 'approval', group: 'treasury', quorum: 1, blindEntry: false }
    const document = { ...(row?.['document'] as JsonObject), base: [approval], add: [], relax: [] }
    const hash = digestOf(document)
    await intruder.run(
      "INSERT INTO policies (hash, document, source, published_by) VALUES ($1, $2, '', 'genesis')",
      hash,
      JSON.stringify(document),
    )
    try {
      const invoice = invoiceFrom(LANDLORD, '83000.00', BY_ERP)
      const { id } = await office.erp.submit(invoice)
      return await deceiveBen(office, id, invoice)
    } finally {
      await intruder.run('DELETE FROM policies WHERE hash = $1', hash)
    }
  })
})

export const accountSwapped = scenario('swaps the account between two signatures, digests and all', async (office) => {
  const { id, invoice } = await signedBut(office, 'ivy', 'cfo')
  const { account } = strangerCalled(LANDLORD.name)
  await withDatabase(office, async (intruder) => {
    const [row] = await intruder.run('SELECT content FROM subject_versions WHERE subject_id = $1', id)
    const content = JSON.parse(
      JSON.stringify(row?.['content']).replaceAll(invoice.payee.account.iban, account.iban),
    ) as JsonObject
    const digest = digestOf(content)
    await intruder.run(
      'UPDATE subject_versions SET content = $2, digest = $3 WHERE subject_id = $1',
      id,
      JSON.stringify(content),
      digest,
    )
    await intruder.run('UPDATE subjects SET digest = $2 WHERE id = $1', id, digest)
    await intruder.run('UPDATE evidence SET subject_digest = $2 WHERE subject_id = $1', id, digest)
  })
  const swapped = { ...invoice, payee: { ...invoice.payee, account } }
  await goAlong({ type: 'order', id }, { people: [office.person('ivy')], invoice: readFrom(swapped), callee: null })
  return refusedBySigner(office, id)
})

export const gentlerFacts = scenario('writes into the facts that the amount is small', async (office) => {
  const invoice = invoiceFrom(LANDLORD, '83000.00', BY_ERP)
  const { id, digest } = await office.erp.submit(invoice)
  await withDatabase(office, async (intruder) => {
    // A routine payment, assessed by the same rules: what they would have said of it is copied from it.
    const small = await office.erp.submit(invoiceFrom(LANDLORD, '830.00', BY_ERP))
    const [row] = await intruder.run(
      'SELECT policy_hash, signals, specs, facts, entry_id FROM assessments WHERE subject_id = $1',
      small.id,
    )
    const [logged] = await intruder.run('SELECT body FROM log_entries WHERE entry_id = $1', row?.['entry_id'])
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = JSON.parse(String(logged?.['body'])) as JsonObject
    const entryId = await intruder.forgeLogEntry('subject.submitted', {
      ...fields,
      subject: { type: 'order', id, version: '1', digest },
    })
    const approval = {
      id: requirementId(id, 1, 'approval:treasury'),
      kind: 'approval',
      group: 'treasury',
      quorum: 1,
      blindEntry: false,
      because: [],
      anyOf: null,
    }
    await intruder.run(
      `UPDATE assessments mine SET specs = other.specs, facts = other.facts, signals = other.signals, entry_id = $3, requirements = $4
         FROM assessments other WHERE mine.subject_id = $1 AND other.subject_id = $2`,
      id,
      small.id,
      entryId,
      JSON.stringify([approval]),
    )
    await intruder.run("INSERT INTO requirements VALUES ($1, $2, 1, 'approval')", approval.id, id)
    await intruder.run(
      'UPDATE subjects SET started_at = (SELECT at FROM log_entries WHERE entry_id = $2) WHERE id = $1',
      id,
      entryId,
    )
    await intruder.run(
      'UPDATE subject_versions SET started_at = (SELECT at FROM log_entries WHERE entry_id = $2) WHERE subject_id = $1',
      id,
      entryId,
    )
    await office.erp.cancel(small.id)
  })
  await goAlong({ type: 'order', id }, { people: [office.person('ben')], invoice: readFrom(invoice), callee: null })
  return { orders: [await reaches(office.erp, id, 'awaiting_evidence')], refused: [] }
})

export const tokenByHand = scenario(
  "sets an order to released and puts another order's token under it",
  async (office) => {
    const paid = await payHonestly(office, invoiceFrom(LANDLORD, '83000.00', BY_ERP))
    const invoice = invoiceFrom(strangerCalled('Token Collectors Ltd'), '83000.00', BY_ERP)
    const { id } = await office.erp.submit(invoice)
    await withDatabase(office, async (intruder) => {
      await intruder.copy('releases', paid.order.id, { order_id: id })
      await intruder.run("UPDATE subjects SET state = 'released' WHERE id = $1", id)
    })
    return { orders: [await office.erp.read(id)], refused: [] }
  },
)
