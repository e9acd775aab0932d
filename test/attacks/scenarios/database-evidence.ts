/** Somebody with the database writes what people should have signed, or the key they sign with. */
import type { SoftwareKey } from '../../../src/sandbox/software-key.ts'
import { newId } from '../../../src/platform/ids.ts'
import type { OrderView } from '../../../src/orders/schema.ts'
import { reaches } from '../../support/erp.ts'
import { goAlong } from '../../support/going-along.ts'
import { withDatabase, type Intruder } from '../../support/intruder.ts'
import { BY_ERP, invoiceFrom, readFrom, strangerCalled } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import { signInAs, type Person } from '../../support/people.ts'
import { until } from '../../support/until.ts'
import { plantKey } from './planted-key.ts'
import type { Attack } from './scenario.ts'
import { approveByHand, refusedBySigner, signedBut, tampering } from './tampering.ts'

export const stateByHand = tampering('sets an order that nobody signed to approved', async (office) => {
  const { id } = await office.erp.submit(invoiceFrom(strangerCalled('Table Editor GmbH'), '83000.00', BY_ERP))
  await withDatabase(office, (intruder) => approveByHand(intruder, id))
  return { orders: [await reaches(office.erp, id, 'awaiting_evidence')], refused: [] }
})

export const evidenceByHand = tampering('copies the evidence of a payment that was rightly paid', async (office) => {
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

export const keyByHand = tampering('inserts a key of their own for an approver and signs with it', async (office) => {
  const ivy = office.person('ivy')
  const planted = await withDatabase(office, (intruder) => plantKey(office, intruder, ivy, 'beside'))
  return signWith(office, planted)
})

export const keyReplaced = tampering(
  "puts a key of their own in the place of an approver's, invitation and log entry included",
  async (office) => {
    const cfo = office.person('cfo')
    const planted = await withDatabase(office, (intruder) => plantKey(office, intruder, cfo, 'instead'))
    return signWith(office, planted)
  },
)

/**
 * As above, with the forged enrolment hashed under the genuine one's id and, once a checkpoint covers it, put in its
 * place: the one tie between an entry's column and what is hashed is a CHECK, which its owner drops.
 */
export const enrolmentAliased = tampering(
  "gives the log entry of a key of their own the id of the approver's genuine one",
  async (office) => {
    const cfo = office.person('cfo')
    const planted = await withDatabase(office, async (intruder) => {
      await intruder.run('ALTER TABLE log_entries DROP CONSTRAINT log_entries_body')
      await intruder.run('ALTER TABLE log_leaves DROP CONSTRAINT log_leaves_entry_id_fkey')
      const [row] = await intruder.run('SELECT entry_id FROM keys WHERE person_id = $1', cfo.id)
      const genuine = String(row?.['entry_id'])
      const { entryId, ...own } = await plantKey(office, intruder, cfo, 'instead', genuine)
      const isCovered = await until('a checkpoint over the forged entry, or none', async () => {
        if (office.service.output().includes('LOG_ALTERED')) return { covered: false }
        const [leaf] = await intruder.run(
          'SELECT FROM log_leaves WHERE entry_id = $1 AND leaf_index < (SELECT max(size) FROM log_checkpoints)',
          entryId,
        )
        return leaf === undefined ? undefined : { covered: true }
      })
      if (!isCovered.covered) return null
      for (const table of ['log_entries', 'log_leaves']) {
        await intruder.run(`ALTER TABLE ${table} DISABLE TRIGGER append_only`)
        for (const [from, to] of [
          [genuine, newId('ent')],
          [entryId, genuine],
        ])
          await intruder.run(`UPDATE ${table} SET entry_id = $2 WHERE entry_id = $1`, from, to)
      }
      return own
    })
    return planted === null ? { orders: [], refused: ['LOG_ALTERED'] } : signWith(office, planted)
  },
)

/** Ben and the others are deceived; the second approver is the attacker with the key that was planted. */

async function signWith(office: Office, { person, key }: { person: Person; key: SoftwareKey }): Promise<Attack> {
  const { id, invoice } = await signedBut(office, 'ivy', 'cfo')
  const impostor = await signInAs(office.service, person, key)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: [impostor], invoice: truth, callee: null })
  await reaches(office.erp, id, 'approved')
  return refusedBySigner(office, id)
}
