import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { exampleIban, LANDLORD, ORGANISATION, policyYaml, SUPPLIER } from '../../test/support/organisation.ts'
import { takeOffFile } from '../../test/support/take-off-file.ts'
import { INVOICE, openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { limitsOf } from '../cli/describe-bundle.ts'
import { canonicalizeJson, sha256Hex, type JsonObject } from '../domain/canonical-json.ts'
import { buildBundle } from '../release/build-bundle.ts'
import type { Bundle } from './bundle.ts'
import { hashLeaf } from './tree.ts'
import { callsIn } from './verify/rung-contact.ts'
import { verifyBundle } from './verify-bundle.ts'

const EVIL = '+33799887766'
const CLEO = '+33199001004'
/** It ends like the supplier's own, so that the callee states the same. */
const NEW_ACCOUNT = { name: SUPPLIER.name, account: { iban: exampleIban(99_000_017) } }
const people = ORGANISATION.people.map((one) =>
  one.email === 'kim@example.com' ? { ...one, roles: ['directory_editor', 'approver'] } : one,
)

describeWithPostgres('The contact that was rung', () => {
  let room: PaymentRoom
  let counterparties: { id: string; name: string }[]
  let count = 0

  beforeAll(async () => {
    room = await openPaymentRoom({ organisation: { people } })
    counterparties = ((await room.session('hal').get('/v1/counterparties')).body as { items: typeof counterparties })
      .items
  }, 120_000)
  afterAll(() => room.close())

  const run = (query: ReturnType<typeof sql>) => query.execute(room.owner)
  const idOf = (name: string): string => counterparties.find((one) => one.name === name)?.id ?? ''
  const supplier = () => sql`owner_id = ${idOf(SUPPLIER.name)}`
  const cleo = () => sql`owner_id = ${room.personId('cfo')}`
  /** From Cleo, who is then called; or by the ERP to a new account of the supplier, who is then called. */
  const submit = async (callee: 'instructor' | 'payee'): Promise<OrderAnswer> => {
    const reference = `RC ${(count += 1)}`
    return room.submit(
      callee === 'instructor' ? { reference } : { reference, payee: NEW_ACCOUNT, instruction: { channel: 'erp' } },
    )
  }
  /** Everything, honestly, the call included. */
  async function signAll(order: OrderAnswer): Promise<void> {
    // One like it that was refused before may have the other one called as well.
    for (const one of order.requirements.filter(({ kind }) => kind === 'callback'))
      await room.call('dan', { ...order, requirements: [one] })
    await signOthers(room, order)
    await room.checkpoint()
  }
  async function released(order: OrderAnswer): Promise<Bundle> {
    await signAll(order)
    return JSON.parse((await room.release(order.id)).bundle) as Bundle
  }
  /** Why the signer does not sign, and an auditor's verifier not either. */
  async function refusal(order: OrderAnswer): Promise<string[]> {
    await signAll(order)
    const refused: unknown = await room.release(order.id).catch((error: unknown) => error)
    const { errors } = refused as { errors: { code: string; path: string }[] }
    const bundle = await buildBundle(room.owner, order.id)
    const findings = bundle === null ? [] : await verifyBundle(bundle, room.trust)
    expect(findings.map(({ code, about }) => ({ code, path: about }))).toEqual(
      errors.map(({ code, path }) => ({ code, path })),
    )
    return [...new Set(errors.map((one) => one.code))].sort()
  }

  it.each(['instructor', 'payee'] as const)('is the one on file for the %s, by name and number', async (callee) => {
    const bundle = await released(await submit(callee))
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(limitsOf(bundle, room.trust, true).join('\n')).not.toContain('not proven')
    const rung = callsIn(bundle.subjects[0] ?? { version: 0, evidence: [] }).map((one) => one.rung?.value)
    expect(rung).toContain(callee === 'payee' ? SUPPLIER.phone : CLEO)
  })

  it('is not found by the log, in which no number can be looked for', async () => {
    const { rows } = await sql<{ bodies: string }>`SELECT string_agg(body, ' ') AS bodies FROM log_entries`.execute(
      room.owner,
    )
    for (const number of [CLEO, SUPPLIER.phone]) {
      expect(rows[0]?.bodies).not.toContain(number)
      expect(rows[0]?.bodies).not.toContain(sha256Hex(new TextEncoder().encode(number)))
    }
  })

  const COLUMNS = sql.raw('owner_type, owner_id, version, kind, value, provenance, verified_at, time_zone, vetted_by,')
  const planted: readonly [string, 'instructor' | 'payee', () => ReturnType<typeof sql>][] = [
    [
      'of the instructor whose number was changed',
      'instructor',
      () => sql`UPDATE contacts SET value = ${EVIL} WHERE ${cleo()}`,
    ],
    [
      'of the payee whose number was changed',
      'payee',
      () => sql`UPDATE contacts SET value = ${EVIL} WHERE ${supplier()}`,
    ],
    [
      'that was written beside those of the payee, as an older one of the same change',
      'payee',
      () => sql`INSERT INTO contacts (id, ${COLUMNS} onboarded, created_at)
        SELECT 'con_planted', owner_type, owner_id, version, kind, ${EVIL}, provenance, verified_at - interval '1 year',
               time_zone, vetted_by, true, created_at FROM contacts WHERE ${supplier()}`,
    ],
    [
      'that was written beside those of the instructor',
      'instructor',
      () => sql`INSERT INTO contacts (id, ${COLUMNS} onboarded, created_at)
        SELECT 'con_planted', owner_type, owner_id, version, kind, ${EVIL}, provenance, verified_at - interval '1 year',
               time_zone, vetted_by, true, created_at FROM contacts WHERE ${cleo()}`,
    ],
    [
      'that is on file for another payee',
      'payee',
      () => sql`UPDATE contacts SET owner_id = ${idOf(SUPPLIER.name)}, verified_at = verified_at - interval '1 year'
        WHERE owner_id = ${idOf(LANDLORD.name)}`,
    ],
    [
      'that is on file for another of our people',
      'instructor',
      () => sql`UPDATE contacts SET owner_id = ${room.personId('cfo')}, verified_at = verified_at - interval '1 year'
        WHERE owner_id = ${room.personId('ben')}`,
    ],
    [
      'of the payee that is on file for one of our people',
      'payee',
      () => sql`UPDATE contacts SET owner_type = 'counterparty', owner_id = ${idOf(SUPPLIER.name)},
        verified_at = verified_at - interval '1 year' WHERE owner_id = ${room.personId('ben')}`,
    ],
  ]
  it.each(planted)('is no contact %s', async (_what, callee, plant) => {
    await run(sql`CREATE TABLE kept AS SELECT * FROM contacts`)
    try {
      const order = await submit(callee)
      await run(plant())
      const codes = (await refusal(order)).filter((code) => code !== 'OBJECT_UNPROVEN')
      expect(codes).toEqual(['CONTACT_UNPROVEN', 'NOT_SATISFIED'])
    } finally {
      await run(sql`DELETE FROM contacts`)
      await run(sql`INSERT INTO contacts SELECT * FROM kept`)
      await run(sql`DROP TABLE kept`)
    }
  })

  it('is not the one whose number was put back before the caller signed for it', async () => {
    const order = await submit('instructor')
    await run(sql`UPDATE contacts SET value = ${EVIL} WHERE ${cleo()}`)
    const requirementId = order.requirements.find(({ kind }) => kind === 'callback')?.id ?? ''
    const sheet = (await room.session('dan').post('/v1/callbacks', { requirementIds: [requirementId] })).body as {
      id: string
      contact: { number: string }
    }
    const startedAt = new Date().toISOString()
    await sleep(5)
    const outcome = { outcome: 'confirmed', stated: INVOICE, startedAt, endedAt: new Date().toISOString() }
    await room.session('dan').post(`/v1/callbacks/${sheet.id}/outcome`, outcome)
    await run(sql`UPDATE contacts SET value = ${CLEO} WHERE ${cleo()}`)
    const path = `/v1/subjects/order/${order.id}/presentation?requirementId=${requirementId}&decision=confirm`
    const { presentation } = (await room.session('dan').get(path)).body as { presentation: string }
    // What they would sign for is not what they dialled, and says so.
    expect(sheet.contact.number).toBe(EVIL)
    expect(JSON.parse(Buffer.from(presentation, 'base64url').toString())).toMatchObject({
      callback: { contact: { value: CLEO } },
    })
  })

  it('is none that the statement does not name: nobody can have one signed that says nothing of it', async () => {
    const order = await submit('instructor')
    const { statement, publicKey, id } = await challengeOfCall(order)
    const old = withoutContact(statement)
    const challenge = createHash('sha256').update(old).digest()
    await run(sql`UPDATE challenges SET statement = ${Buffer.from(old)}, challenge = ${challenge} WHERE id = ${id}`)
    const credential = await room.touch('dan', { ...publicKey, challenge: challenge.toString('base64url') })
    const answer = await room.session('dan').post('/v1/evidence', { challengeId: id, credential })
    expect(answer).toMatchObject({ status: 409, body: { code: 'DIGEST_MISMATCH' } })
  })

  it('was not named before: such a call still counts, and who verifies is told', async () => {
    const order = await submit('instructor')
    const { id, statement, publicKey } = await challengeOfCall(order)
    const credential = await room.touch('dan', publicKey)
    expect((await room.session('dan').post('/v1/evidence', { challengeId: id, credential })).status).toBe(201)
    const [first, ...calls] = order.requirements.filter(({ kind }) => kind === 'callback')
    for (const one of calls) await room.call('dan', { ...order, requirements: [one] })
    await signOthers(room, order)
    const old = withoutContact(statement)
    const challenge = createHash('sha256').update(old).digest()
    const touched = await room.touch('dan', { ...publicKey, challenge: challenge.toString('base64url') })
    const { response } = touched as { response: Record<'clientDataJSON' | 'authenticatorData' | 'signature', string> }
    const { rows } = await sql<{ entry_id: string }>`
      UPDATE evidence SET statement = ${Buffer.from(old)}, statement_digest = ${sha256Hex(old)},
        client_data_json = ${response.clientDataJSON}, authenticator_data = ${response.authenticatorData},
        signature = ${response.signature}
      WHERE requirement_id = ${first?.id ?? ''} RETURNING entry_id`.execute(room.owner)
    const entryId = rows[0]?.entry_id ?? ''
    const logged = await sql<{ body: string }>`SELECT body FROM log_entries WHERE entry_id = ${entryId}`.execute(
      room.owner,
    )
    const body = { ...(JSON.parse(logged.rows[0]?.body ?? '') as JsonObject), statementDigest: sha256Hex(old) }
    const text = canonicalizeJson(body)
    await run(sql`ALTER TABLE log_entries DISABLE TRIGGER append_only`)
    await run(sql`UPDATE log_entries SET body = ${text}, leaf_hash = ${Buffer.from(hashLeaf(new TextEncoder().encode(text)))}
      WHERE entry_id = ${entryId}`)
    await run(sql`ALTER TABLE log_entries ENABLE TRIGGER append_only`)
    await room.checkpoint()

    const bundle = JSON.parse((await room.release(order.id)).bundle) as Bundle
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(limitsOf(bundle, room.trust, true).join('\n')).toMatch(/earlier version.*\n.*is not proven/)
  })

  async function challengeOfCall(order: OrderAnswer) {
    const requirementId = order.requirements.find(({ kind }) => kind === 'callback')?.id ?? ''
    const sheet = (await room.session('dan').post('/v1/callbacks', { requirementIds: [requirementId] })).body as {
      id: string
    }
    const startedAt = new Date().toISOString()
    await sleep(5)
    const outcome = { outcome: 'confirmed', stated: INVOICE, startedAt, endedAt: new Date().toISOString() }
    await room.session('dan').post(`/v1/callbacks/${sheet.id}/outcome`, outcome)
    const asked = await room.challenge('dan', { type: 'order', id: order.id }, requirementId, 'confirm')
    return asked.body as { id: string; statement: string; publicKey: PublicKeyCredentialRequestOptionsJSON }
  }
})

/** What everybody but the caller is asked to sign. */
async function signOthers(room: PaymentRoom, order: OrderAnswer): Promise<void> {
  const subject = { type: 'order', id: order.id }
  for (const { id, kind } of order.requirements) {
    if (kind === 'approval')
      for (const name of ['ben', 'ivy'] as const)
        expect((await room.sign(name, subject, id, 'confirm', { blindEntry: INVOICE })).status).toBe(201)
    if (kind === 'instructor_confirmation') expect((await room.sign('cfo', subject, id, 'confirm')).status).toBe(201)
    if (kind === 'review')
      expect((await room.sign('eve', subject, id, 'continue', { reason: 'Checked' })).status).toBe(201)
  }
  await sleep(1_050)
  await room.settle(order.id)
}

/** As versions before had it signed. */
function withoutContact(statement: string): Uint8Array {
  const said = JSON.parse(Buffer.from(statement, 'base64url').toString()) as { callback: JsonObject }
  const { contact: _contact, ...callback } = said.callback
  return new TextEncoder().encode(canonicalizeJson({ ...said, callback }))
}

describeWithPostgres('A contact that came later', () => {
  const openRoom = (minAge: number): Promise<PaymentRoom> =>
    openPaymentRoom({
      organisation: { people },
      policy: policyYaml({ coolingOff: 'PT1S' }).replace('contactMinAgeDays: 30', `contactMinAgeDays: ${minAge}`),
    })

  /** Put on file by those who have to sign for it, just now, and the only one in use since. */
  async function addContact(room: PaymentRoom): Promise<void> {
    const { items } = (await room.session('hal').get('/v1/counterparties')).body as {
      items: { id: string; name: string }[]
    }
    const id = items.find(({ name }) => name === SUPPLIER.name)?.id ?? ''
    const change = (
      await room.session('kim').post(`/v1/counterparties/${id}/contacts`, {
        ...{ kind: 'phone', value: '+33465710099', timeZone: 'Europe/Paris', provenance: 'Letter of today' },
      })
    ).body as OrderAnswer
    const requirementId = change.requirements[0]?.id ?? ''
    for (const name of ['ben', 'ivy'] as const)
      expect((await room.sign(name, { type: 'contact-change', id: change.id }, requirementId, 'confirm')).status).toBe(
        201,
      )
    const { items: contacts } = (await room.session('hal').get(`/v1/counterparties/${id}/contacts`)).body as {
      items: { id: string; value: string }[]
    }
    for (const { id: contactId } of contacts.filter(({ value }) => value !== '+33465710099'))
      await takeOffFile(room, `/v1/counterparties/${id}/contacts/${contactId}`)
  }

  async function payNewAccount(room: PaymentRoom): Promise<string> {
    const order = await room.submit({ payee: NEW_ACCOUNT, instruction: { channel: 'erp' } })
    await room.call('dan', order)
    await signOthers(room, order)
    await room.checkpoint()
    return order.id
  }

  it('is proven by the change that put it there, and by nothing else', async () => {
    const room = await openRoom(0)
    try {
      await addContact(room)
      const bundle = JSON.parse((await room.release(await payNewAccount(room))).bundle) as Bundle
      expect(await verifyBundle(bundle, room.trust)).toEqual([])
      const without = { ...bundle, subjects: bundle.subjects.filter(({ type }) => type !== 'contact-change') }
      expect(without.subjects.length).toBe(bundle.subjects.length - 1)
      expect(await verifyBundle(without, room.trust)).toContainEqual(
        expect.objectContaining({ code: 'CONTACT_UNPROVEN' }),
      )
    } finally {
      await room.close()
    }
  }, 120_000)

  it.each([
    ['old', sql`verified_at = verified_at - interval '60 days'`],
    ['one of set-up', sql`onboarded = true`],
  ])(
    'is too new, also where the record says that it is %s',
    async (_what, lie) => {
      const room = await openRoom(30)
      try {
        await addContact(room)
        await sql`UPDATE contacts SET ${lie} WHERE value = '+33465710099'`.execute(room.owner)
        const order = await payNewAccount(room)
        const refused: unknown = await room.release(order).catch((error: unknown) => error)
        expect(refused).toMatchObject({
          code: 'EVIDENCE_REFUSED',
          errors: [{ code: 'CONTACT_TOO_NEW' }, { code: 'NOT_SATISFIED' }],
        })
      } finally {
        await room.close()
      }
    },
    120_000,
  )
})
