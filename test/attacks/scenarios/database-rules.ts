/** Somebody with the database changes what was asked, or what it was asked of, and needs but one deceived approver. */
import { digestOf, type JsonObject } from '../../../src/domain/canonical-json.ts'
import { requirementId } from '../../../src/domain/requirement.ts'
import { reaches } from '../../support/erp.ts'
import { goAlong } from '../../support/going-along.ts'
import { withDatabase } from '../../support/intruder.ts'
import { BY_ERP, invoiceFrom, readFrom, strangerCalled, type Invoice } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import type { Attack } from './scenario.ts'
import { refusedBySigner, signedBut, tampering } from './tampering.ts'

/** The pause stays: where it is missing the order is assessed again before its release, and waits for everything. */
export const requirementsDeleted = tampering('deletes whom to ask but for one approval', async (office) => {
  const invoice = invoiceFrom(LANDLORD, '83000.00', BY_ERP)
  const { id, requirements } = await office.erp.submit(invoice)
  const approval = requirements.find(({ kind }) => kind === 'approval')?.id ?? ''
  const kept = requirements.filter((one) => one.kind === 'cooling_off' || one.id === approval).map((one) => one.id)
  await withDatabase(office, async (intruder) => {
    await intruder.run('DELETE FROM requirements WHERE subject_id = $1 AND id <> ALL ($2)', id, kept)
    await intruder.run(
      `UPDATE assessments SET requirements = (
          SELECT jsonb_agg(CASE WHEN one->>'id' = $2 THEN one || '{"quorum": 1}' ELSE one END)
            FROM jsonb_array_elements(requirements) one WHERE one->>'id' = ANY ($3))
        WHERE subject_id = $1`,
      id,
      approval,
      kept,
    )
  })
  return deceiveBen(office, id, invoice)
})

async function deceiveBen(office: Office, id: string, invoice: Invoice): Promise<Attack> {
  await goAlong({ type: 'order', id }, { people: [office.person('ben')], invoice: readFrom(invoice), callee: null })
  return refusedBySigner(office, id)
}

export const policyByHand = tampering('publishes a policy that asks for one signature', async (office) => {
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

export const accountSwapped = tampering('swaps the account between two signatures, digests and all', async (office) => {
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

export const gentlerFacts = tampering('writes into the facts that the amount is small', async (office) => {
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

/** Sets an order to released and puts another order's token under it: what the ERP then gets when it asks. */
export async function tokenByHand(office: Office): Promise<{ token: string; invoice: Invoice }> {
  const paid = await payHonestly(office, invoiceFrom(LANDLORD, '83000.00', BY_ERP))
  const invoice = invoiceFrom(strangerCalled('Token Collectors Ltd'), '83000.00', BY_ERP)
  const { id } = await office.erp.submit(invoice)
  await withDatabase(office, async (intruder) => {
    await intruder.copy('releases', paid.order.id, { order_id: id })
    await intruder.run("UPDATE subjects SET state = 'released' WHERE id = $1", id)
  })
  return { token: await office.erp.token(id), invoice }
}
