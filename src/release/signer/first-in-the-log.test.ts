import { sql } from 'kysely'
import { describeWithPostgres } from '../../../test/support/database.ts'
import { forgeEntry, putInPlace, renameEntry, untieLog } from '../../../test/support/log-forger.ts'
import { openPaymentRoom, type Name, type OrderAnswer, type PaymentRoom } from '../../../test/support/payment-room.ts'
import { refusalsOf } from '../../../test/support/release-attempts.ts'
import { createAttestationRoot, createSoftwareKey } from '../../../test/support/software-key.ts'
import type { JsonObject } from '../../domain/canonical-json.ts'
import type { Bundle, BundleTrust } from '../../log/bundle.ts'
import { inclusionOf } from '../../log/log.ts'
import { hashLeaf } from '../../log/tree.ts'
import { verifyBundle } from '../../log/verify-bundle.ts'
import { readGenesisConfirmation } from '../../people/read-genesis-confirmation.ts'
import { createDatabase } from '../../platform/postgres/database.ts'
import { newId } from '../../platform/ids.ts'
import { buildBundle } from '../build-bundle.ts'

let reference = 0

async function submit(room: PaymentRoom): Promise<OrderAnswer> {
  return room.submit({ reference: `INV-${4000 + (reference += 1)}` })
}

async function entryOfKeyOf(room: PaymentRoom, name: Name): Promise<string> {
  const { rows } = await sql<{ entry_id: string }>`
    select entry_id from keys where person_id = ${room.personId(name)}`.execute(room.owner)
  return rows[0]?.entry_id ?? ''
}

/** Somebody with every right in the database enters something a second time, and has it taken for the first. */
describeWithPostgres('What was first in the log', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom()
  }, 120_000)

  afterAll(() => room.close())

  it('is the key of an id and of an invitation: another one in its place releases nothing', async () => {
    const key = await createSoftwareKey()
    await putInPlace(room.owner, room.personId('eve'), key, ({ enrolment }) =>
      forgeEntry(room.owner, 'key.enrolled', enrolment),
    )
    room.keys.set('eve', key)
    const order = await submit(room)
    await room.approve(order)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'KEY_SECOND'])
  }, 60_000)

  it('stays the first when another entry was given its id', async () => {
    await room.checkpoint()
    await untieLog(room.owner)
    const genuine = await entryOfKeyOf(room, 'cfo')
    // Both stood under the id that they hash when they were read.
    await renameEntry(room.owner, genuine, newId('ent'))
    const key = await createSoftwareKey()
    await putInPlace(room.owner, room.personId('cfo'), key, ({ enrolment }) =>
      forgeEntry(room.owner, 'key.enrolled', enrolment, { id: genuine }),
    )
    room.keys.set('cfo', key)
    const order = await submit(room)
    await room.approve(order)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'KEY_SECOND'])
  }, 60_000)

  it('is not to be had by waiting under another id: of such an entry no checkpoint is signed', async () => {
    await forgeEntry(room.owner, 'key.enrolled', { keyId: 'key_x', tokenHash: null }, { column: newId('ent') })
    await expect(room.checkpoint()).rejects.toMatchObject({ code: 'LOG_ALTERED' })
  }, 30_000)
})

describeWithPostgres('What the administrators confirmed', () => {
  let room: PaymentRoom

  beforeAll(async () => {
    room = await openPaymentRoom({ maker: await createAttestationRoot() })
  }, 120_000)

  afterAll(() => room.close())

  it('is carried with both signatures, each of which counts', async () => {
    const order = await submit(room)
    await room.approve(order)
    await room.checkpoint()
    const bundle = JSON.parse((await room.release(order.id)).bundle) as Bundle
    const { confirmedEntryId, confirmations = [] } = bundle.genesis
    const body = bundle.entries.find((one) => one.entryId === confirmedEntryId)?.body ?? ''
    const genesisConfirmation = Buffer.from(hashLeaf(new TextEncoder().encode(body))).toString('hex')
    const codesOf = async (changed: Bundle['genesis'], trust: BundleTrust = room.trust): Promise<string[]> => [
      ...new Set((await verifyBundle({ ...bundle, genesis: changed }, trust)).map((one) => one.code)),
    ]
    expect(confirmations).toHaveLength(2)
    expect(await codesOf(bundle.genesis)).toEqual([])
    expect(await codesOf(bundle.genesis, { ...room.trust, genesisConfirmation })).toEqual([])
    expect(await codesOf(bundle.genesis, { ...room.trust, genesisConfirmation: 'f'.repeat(64) })).toContain(
      'GENESIS_UNKNOWN',
    )

    const [first, second] = confirmations
    if (first === undefined || second === undefined) throw new Error('Neither signed')
    const lies = [
      [first],
      [first, first],
      [{ ...first, signature: second.signature }, second],
      [{ ...first, statement: second.statement }, second],
      [{ ...first, keyId: second.keyId }, second],
      [{ ...first, authenticatorData: second.signature }, second],
    ]
    for (const lie of lies)
      expect(await codesOf({ ...bundle.genesis, confirmations: lie })).toContain('GENESIS_UNSIGNED')

    // As an earlier version made them: whoever keeps what was confirmed verifies them still.
    const { confirmations: _signed, ...earlier } = bundle.genesis
    expect(await codesOf(earlier)).toContain('GENESIS_UNSIGNED')
    expect(await codesOf(earlier, { ...room.trust, genesisConfirmation })).toEqual([])
  }, 60_000)

  it('counts by name where what they signed was not kept, and for no other entry than the first', async () => {
    const order = await submit(room)
    await room.approve(order)
    await sql`create table kept_aside as table genesis_confirmations`.execute(room.owner)
    // With the signer's own login, as `countersign genesis` asks.
    const signerDb = createDatabase({ url: room.databaseUrl, role: 'signer', max: 1, onError: () => undefined })
    const found = await readGenesisConfirmation(signerDb)
    await signerDb.destroy()
    expect(found).toMatchObject({ signaturesOnRecord: true })
    const genesisConfirmation = found?.genesisConfirmation ?? ''
    try {
      // One of two, and none.
      for (const rest of [1, 0]) {
        await sql`delete from genesis_confirmations where key_id in (
          select key_id from genesis_confirmations order by key_id offset ${rest})`.execute(room.owner)
        room.restartSigner()
        expect(await refusalsOf(room, order.id)).toContain('GENESIS_UNSIGNED')
      }
      expect(await readGenesisConfirmation(room.owner)).toMatchObject({
        signaturesOnRecord: false,
        administrators: [{ name: expect.any(String) }, { name: expect.any(String) }],
      })

      const forged = await forgeEntry(room.owner, 'genesis.confirmed', {
        genesisDigest: room.trust.genesisDigest,
        confirmations: [],
      })
      const { rows } = await sql<{ hash: string }>`
        select encode(leaf_hash, 'hex') as hash from log_entries where entry_id = ${forged}`.execute(room.owner)
      for (const other of ['f'.repeat(64), rows[0]?.hash ?? '']) {
        room.restartSigner({ genesisConfirmation: other })
        expect(await refusalsOf(room, order.id)).toContain('GENESIS_UNKNOWN')
      }
      room.restartSigner({ genesisConfirmation })
      await room.checkpoint()
      const bundle = JSON.parse((await room.release(order.id)).bundle) as Bundle
      expect(await verifyBundle(bundle, { ...room.trust, genesisConfirmation })).toEqual([])
      expect((await verifyBundle(bundle, room.trust)).map((one) => one.code)).toContain('GENESIS_UNSIGNED')
    } finally {
      await sql`truncate genesis_confirmations`.execute(room.owner)
      await sql`insert into genesis_confirmations table kept_aside`.execute(room.owner)
      room.restartSigner()
    }
    expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])
  }, 120_000)

  it('is nothing that the log alone says', async () => {
    const order = await submit(room)
    await room.approve(order)
    const { rows } = await sql<{ body: string }>`
      select body from log_entries where kind = 'genesis.confirmed'`.execute(room.owner)
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = JSON.parse(rows[0]?.body ?? '{}') as JsonObject
    const [one, other] = fields['confirmations'] as JsonObject[]
    const { rows: keys } = await sql<{ id: string; fingerprint: string }>`
      select id, fingerprint from keys where person_id = ${room.personId('ivy')}`.execute(room.owner)
    const ivy = { confirmedKeyId: keys[0]?.id ?? '', fingerprint: keys[0]?.fingerprint ?? '' }
    const forged = await forgeEntry(room.owner, 'genesis.confirmed', {
      ...fields,
      confirmations: [{ ...one, ...ivy }, other ?? {}],
    })
    await room.checkpoint()
    const genuine = await buildBundle(room.owner, order.id)
    const inclusion = await inclusionOf(
      room.owner,
      (genuine?.entries ?? []).map((entry) => entry.entryId).concat(forged),
    )
    if (genuine === null || inclusion === null) throw new Error('It is not covered')
    const bundle: Bundle = {
      ...genuine,
      checkpoint: inclusion.checkpoint.note,
      entries: inclusion.entries.map(({ leafHash: _hash, path, ...entry }) => ({
        ...entry,
        path: path.map((hash) => Buffer.from(hash).toString('hex')),
      })),
      genesis: { ...genuine.genesis, confirmedEntryId: forged },
    }
    const codes = (await verifyBundle(bundle, room.trust)).map((finding) => finding.code)
    expect(codes).toContain('GENESIS_UNSIGNED')
  }, 60_000)

  it('is what they confirmed first, whatever stands under its id later', async () => {
    const order = await submit(room)
    await room.approve(order)
    expect(await refusalsOf(room, order.id)).toEqual(['SIGNED'])

    const { rows } = await sql<{ entry_id: string; body: string }>`
      select entry_id, body from log_entries where kind = 'genesis.confirmed' order by seq`.execute(room.owner)
    const genuine = rows[0]?.entry_id ?? ''
    const { v: _v, id: _id, at: _at, kind: _kind, ...fields } = JSON.parse(rows[0]?.body ?? '{}') as JsonObject
    const confirmations = [...(fields['confirmations'] as JsonObject[]), { confirmedKeyId: 'key_x', fingerprint: 'f' }]
    await untieLog(room.owner)
    const aside = newId('ent')
    await renameEntry(room.owner, genuine, aside)
    await sql`update log_entries set kind = 'subject.escalated' where entry_id = ${aside}`.execute(room.owner)
    await forgeEntry(room.owner, 'genesis.confirmed', { ...fields, confirmations }, { id: genuine })
    expect(await refusalsOf(room, order.id)).toContain('GENESIS_UNKNOWN')
  }, 60_000)
})
