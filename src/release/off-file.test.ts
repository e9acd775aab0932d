import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { exampleIban, ORGANISATION, policyYaml, SUPPLIER } from '../../test/support/organisation.ts'
import { INVOICE, openPaymentRoom, type OrderAnswer, type PaymentRoom } from '../../test/support/payment-room.ts'
import { refusalsOf } from '../../test/support/release-attempts.ts'
import { takeOffFile } from '../../test/support/take-off-file.ts'
import { until } from '../../test/support/until.ts'
import { retireContact } from '../directory/retire.ts'
import { takeHoldLock } from '../holds/locks.ts'
import type { Bundle } from '../log/bundle.ts'
import { verifyBundle } from '../log/verify-bundle.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { handOutToken } from './hand-out-token.ts'
import { releaseOrder } from './release-order.ts'
import type { Signer } from './signer-client.ts'

/** Who asks for removals, and a second one who calls. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'kim@example.com': ['directory_editor', 'approver'],
  'hal@example.com': ['auditor', 'caller'],
}
const people = ORGANISATION.people.map((one) => ({ ...one, roles: ROLES[one.email] ?? one.roles }))
const OTHER_PHONE = '+33465710099'
const NEW_ACCOUNT = { name: SUPPLIER.name, account: { iban: exampleIban(99_000_017) } }
/** The callee states what `INVOICE` says. */
const ANOTHER = { name: SUPPLIER.name, account: { iban: exampleIban(98_000_017) } }

interface OnFile {
  readonly id: string
  readonly accounts: readonly { readonly id: string; readonly identification: { readonly iban?: string } }[]
  readonly contacts: readonly { readonly id: string; readonly value: string }[]
}

interface Standing extends OrderAnswer {
  readonly evidence: readonly { readonly kind: string; readonly voidedBy: string | null }[]
}

/** Its payee has a second telephone, put on file by those who sign for it. */
async function openRoom(): Promise<PaymentRoom> {
  const room = await openPaymentRoom({
    organisation: { people },
    policy: policyYaml({ coolingOff: 'PT1S' }).replace('contactMinAgeDays: 30', 'contactMinAgeDays: 0'),
  })
  const { id } = await supplier(room)
  const proposed = await room.session('kim').post(`/v1/counterparties/${id}/contacts`, {
    ...{ kind: 'phone', value: OTHER_PHONE, timeZone: 'Europe/Paris', provenance: 'Letter of today' },
  })
  const change = proposed.body as OrderAnswer
  for (const name of ['ben', 'ivy'] as const)
    await room.sign(name, { type: 'contact-change', id: change.id }, change.requirements[0]?.id ?? '', 'confirm')
  return room
}

async function supplier(room: PaymentRoom): Promise<OnFile> {
  const { items } = (await room.session('hal').get('/v1/counterparties')).body as {
    items: (OnFile & { readonly name: string })[]
  }
  const found = items.find(({ name }) => name === SUPPLIER.name)
  if (found === undefined) throw new Error('The supplier is not on file')
  return found
}

async function pathOfAccount(room: PaymentRoom, iban: string): Promise<string> {
  const { id, accounts } = await supplier(room)
  return `/v1/counterparties/${id}/accounts/${accounts.find(({ identification }) => identification.iban === iban)?.id}`
}

async function pathOfPhone(room: PaymentRoom, value: string): Promise<string> {
  const { id, contacts } = await supplier(room)
  return `/v1/counterparties/${id}/contacts/${contacts.find((one) => one.value === value)?.id}`
}

async function read(room: PaymentRoom, orderId: string): Promise<Standing> {
  return (await room.erp('get', `/v1/payment-orders/${orderId}`)).body as Standing
}

/** Whatever it still waits for, but what is left out. */
async function signRest(
  room: PaymentRoom,
  orderId: string,
  leaveOut: readonly string[] = [],
  caller: 'dan' | 'hal' = 'dan',
): Promise<void> {
  const order = await read(room, orderId)
  const subject = { type: 'order', id: orderId }
  for (const { id, kind } of order.requirements.filter((one) => one.status === 'waiting')) {
    if (leaveOut.includes(kind)) continue
    if (kind === 'callback') await room.call(caller, { ...order, requirements: [{ id, kind, status: 'waiting' }] })
    if (kind === 'instructor_confirmation') await room.sign('cfo', subject, id, 'confirm')
    if (kind === 'review') await room.sign('eve', subject, id, 'continue', { reason: 'Checked' })
    if (kind === 'approval')
      for (const name of ['ben', 'ivy'] as const) await room.sign(name, subject, id, 'confirm', { blindEntry: INVOICE })
  }
  await sleep(1_050)
  await room.settle(orderId)
}

/** Put on file by whoever signs for it, the supplier called at the first of its telephones. */
async function vetAccount(room: PaymentRoom, id: string, account: { readonly iban: string }): Promise<OrderAnswer> {
  const change = await proposeAccount(room, id, account)
  await signAccount(room, change)
  await room.settle(change.id)
  return change
}

type Change = OrderAnswer & { readonly type: string }

async function proposeAccount(room: PaymentRoom, id: string, account: { readonly iban: string }): Promise<Change> {
  const proposal = { account, provenance: 'Letter of today' }
  return (await room.session('kim').post(`/v1/counterparties/${id}/accounts`, proposal)).body as Change
}

/** Until all that is left to do is to settle it. */
async function signAccount(room: PaymentRoom, change: Change): Promise<void> {
  const subject = { type: change.type, id: change.id }
  const asked = (kind: string) => change.requirements.find((one) => one.kind === kind)?.id ?? ''
  for (const name of ['ben', 'ivy'] as const) await room.sign(name, subject, asked('approval'), 'confirm')
  const sheet = await room.session('dan').post('/v1/callbacks', { requirementIds: [asked('callback')] })
  const startedAt = new Date().toISOString()
  await sleep(5)
  await room.session('dan').post(`/v1/callbacks/${(sheet.body as { id: string }).id}/outcome`, {
    ...{ outcome: 'confirmed', stated: { accountLast4: INVOICE.accountLast4 }, startedAt },
    endedAt: new Date().toISOString(),
  })
  await room.sign('dan', subject, asked('callback'), 'confirm')
  if (asked('review') !== '') await room.sign('eve', subject, asked('review'), 'continue', { reason: 'Rang them' })
  await sleep(1_050)
}

/** How many wait for an advisory lock. */
async function waiting(room: PaymentRoom): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`.execute(room.owner)
  return Number(rows[0]?.count)
}

async function bundleOf(room: PaymentRoom, orderId: string): Promise<Bundle> {
  await room.checkpoint()
  return JSON.parse((await room.release(orderId)).bundle) as Bundle
}

describeWithPostgres('An account that was taken off file', () => {
  let room: PaymentRoom
  const signer: Pick<Signer, 'release'> = { release: (orderId) => room.release(orderId) }
  const release = async (orderId: string, by: Pick<Signer, 'release'> = signer) => {
    await room.checkpoint()
    return releaseOrder(room.worker, room.kinds, by, orderId)
  }
  beforeEach(async () => {
    room = await openRoom()
  }, 120_000)
  afterEach(() => room.close())

  async function approved(reference: string): Promise<OrderAnswer> {
    const order = await room.submit({ reference })
    await signRest(room, order.id)
    expect((await room.head(order.id)).state).toBe('approved')
    return order
  }

  it('is paid by nothing that was approved before, until people have signed for it as for a new one', async () => {
    const order = await approved('INV-1')
    await takeOffFile(room, await pathOfAccount(room, SUPPLIER.account.iban))
    expect(await release(order.id)).toBe('taken_back')
    const waiting = await read(room, order.id)
    expect(waiting.state).toBe('awaiting_evidence')
    expect(waiting.signals.map(({ code }) => code)).toContain('NEW_ACCOUNT')
    expect(waiting.requirements.filter((one) => one.status === 'waiting').map((one) => one.kind)).toContain('callback')

    await signRest(room, order.id)
    expect(await release(order.id)).toBe('released')
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(bundle.offFile).toHaveLength(1)
  })

  it('is not released on what the signer signed while it was still there', async () => {
    const order = await approved('INV-2')
    const path = await pathOfAccount(room, SUPPLIER.account.iban)
    const tooLate: Pick<Signer, 'release'> = {
      async release(orderId) {
        const signed = await room.release(orderId)
        await takeOffFile(room, path)
        return signed
      },
    }
    expect(await release(order.id, tooLate)).toBe('gone')
    expect((await room.head(order.id)).state).toBe('approved')
    expect(await release(order.id)).toBe('taken_back')
  })

  it('has no token handed out for it any more', async () => {
    const order = await approved('INV-3')
    expect(await release(order.id)).toBe('released')
    const handOut = () => handOutToken(room.api, signer, 'erp', order.id)
    expect((await handOut()).token).toBe((await handOut()).token)
    await takeOffFile(room, await pathOfAccount(room, SUPPLIER.account.iban))
    await room.checkpoint()
    await expect(handOut()).rejects.toMatchObject({
      code: 'EVIDENCE_REFUSED',
      detail: expect.stringMatching(/taken off file.*Do not pay/),
      errors: [{ code: 'PAYEE_UNPROVEN' }],
    })
  })

  it('stays off file for the signer, whatever the record says', async () => {
    const order = await approved('INV-4')
    await takeOffFile(room, await pathOfAccount(room, SUPPLIER.account.iban))
    await sql`update external_accounts set state = 'active'`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'PAYEE_UNPROVEN'])
    await sql`delete from off_file`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'OFF_FILE'])
  })

  it('is waited for, and nobody warned, where the signer knows of it before a checkpoint does', async () => {
    const order = await approved('INV-5')
    await takeOffFile(room, await pathOfAccount(room, SUPPLIER.account.iban))
    await room.checkpoint()
    // As whoever sees it who has read the record before that.
    await sql`update external_accounts set state = 'active'`.execute(room.owner)
    await sql`delete from off_file`.execute(room.owner)
    await sql`create table kept as select * from log_checkpoints
               where size = (select max(size) from log_checkpoints)`.execute(room.owner)
    await sql`alter table log_checkpoints disable trigger user`.execute(room.owner)
    await sql`delete from log_checkpoints where size in (select size from kept)`.execute(room.owner)
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'NOT_READY' })
    await sql`insert into log_checkpoints select * from kept`.execute(room.owner)
    await expect(room.release(order.id)).rejects.toMatchObject({ errors: [{ code: 'OFF_FILE' }] })
  })

  it('takes an order back that was asked for everything already, for what it inherits', async () => {
    const before = await room.submit({ reference: 'INV-6', payee: ANOTHER })
    await room.sign('eve', { type: 'order', id: before.id }, null, 'deny', { reason: 'Unknown account' })
    const { id } = await supplier(room)
    const { account } = ANOTHER
    await vetAccount(room, id, account)
    // To the cent what it would be asked for without: nothing of it changes when the account goes.
    const order = await room.submit({ reference: 'INV-6', payee: ANOTHER })
    expect(order.signals.map(({ code }) => code)).toContain('NEW_ACCOUNT')
    await signRest(room, order.id)
    await takeOffFile(room, await pathOfAccount(room, account.iban))
    expect(await release(order.id)).toBe('taken_back')
    await signRest(room, order.id)
    expect(await release(order.id)).toBe('released')
  })

  it('is paid on what people signed for it as for a new one, also when it has come back by then', async () => {
    const { id } = await supplier(room)
    const { account } = ANOTHER
    await vetAccount(room, id, account)
    const order = await room.submit({ reference: 'INV-8', payee: ANOTHER })
    await signRest(room, order.id)
    await takeOffFile(room, await pathOfAccount(room, account.iban))
    expect(await release(order.id)).toBe('taken_back')
    await signRest(room, order.id)
    await vetAccount(room, id, account)
    expect((await supplier(room)).accounts.map((one) => one.identification.iban)).toContain(account.iban)
    expect(await release(order.id)).toBe('released')
    await takeOffFile(room, await pathOfAccount(room, account.iban))
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
  })

  it('is said to be off file by the log alone', async () => {
    const order = await approved('INV-5')
    const bundle = await bundleOf(room, order.id)
    const [accountId = ''] = (await supplier(room)).accounts.map((one) => one.id)
    const lie = { ...bundle, offFile: [{ id: accountId, entryId: bundle.entries[0]?.entryId ?? '' }] }
    expect((await verifyBundle(lie, room.trust)).map((one) => one.code)).toContain('OFF_FILE')
  })
})

describeWithPostgres('A contact that was taken off file', () => {
  let room: PaymentRoom
  beforeEach(async () => {
    room = await openRoom()
  }, 120_000)
  afterEach(() => room.close())

  const rung = async (orderId: string): Promise<string[]> => {
    const { rows } = await sql<{ value: string }>`
      select contacts.value from callbacks join contacts on contacts.id = callbacks.contact_id
       where callbacks.subject_id = ${orderId} order by callbacks.created_at`.execute(room.owner)
    return rows.map(({ value }) => value)
  }

  it('has said nothing that counts for a payment that is not released: another one is called', async () => {
    const order = await room.submit({ payee: NEW_ACCOUNT, instruction: { channel: 'erp' } })
    await signRest(room, order.id, ['approval'])
    expect(await rung(order.id)).toEqual([SUPPLIER.phone])
    const path = await pathOfPhone(room, SUPPLIER.phone)
    await takeOffFile(room, path)

    const { evidence, requirements } = await read(room, order.id)
    expect(evidence.filter((one) => one.kind === 'callback')).toMatchObject([{ voidedBy: path.split('/').at(-1) }])
    expect(requirements.find(({ kind }) => kind === 'callback')).toMatchObject({ status: 'waiting' })
    const inbox = (await room.session('dan').get('/v1/inbox')).body as { items: { kind: string }[] }
    expect(inbox.items).toMatchObject([{ kind: 'callback' }])

    await signRest(room, order.id)
    expect(await rung(order.id)).toEqual([SUPPLIER.phone, OTHER_PHONE])
    expect((await room.head(order.id)).state).toBe('approved')
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(bundle.offFile).toMatchObject([{ id: path.split('/').at(-1) }])
  })

  it('takes back what was approved on its word, and stays off file for the signer whatever the record says', async () => {
    const order = await room.submit({ payee: NEW_ACCOUNT, instruction: { channel: 'erp' } })
    await signRest(room, order.id)
    const path = await pathOfPhone(room, SUPPLIER.phone)
    await takeOffFile(room, path)
    await sql`create table kept as select * from off_file`.execute(room.owner)
    await sql`delete from off_file`.execute(room.owner)
    await sql`update contacts set state = 'active'`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'OFF_FILE'])
    await sql`insert into off_file select * from kept`.execute(room.owner)
    expect(await refusalsOf(room, order.id)).toEqual(['EVIDENCE_REFUSED', 'NOT_SATISFIED'])
    const signer = { release: (orderId: string) => room.release(orderId) }
    expect(await releaseOrder(room.worker, room.kinds, signer, order.id)).toBe('taken_back')
  })

  it('is called by whoever is held for a payment that somebody else has called about since', async () => {
    const order = await room.submit({ payee: NEW_ACCOUNT, instruction: { channel: 'erp' } })
    await signRest(room, order.id, ['approval'])
    await takeOffFile(room, await pathOfPhone(room, SUPPLIER.phone))
    const hold = { scope: 'person', target: room.personId('dan'), reason: 'He called a number that was taken over' }
    expect((await room.session('eve').post('/v1/holds', hold)).status).toBe(201)
    await signRest(room, order.id, [], 'hal')
    await room.checkpoint()
    const signer = { release: (orderId: string) => room.release(orderId) }
    expect(await releaseOrder(room.worker, room.kinds, signer, order.id)).toBe('released')
  })

  it('puts nothing on file that was about to be when it went', async () => {
    const { id } = await supplier(room)
    const change = await proposeAccount(room, id, ANOTHER.account)
    await signAccount(room, change)
    const contact = { kind: 'phone', value: SUPPLIER.phone } as const
    // It has judged what it stands on, and waits for a removal, or a hold, that comes into force.
    let settling: Promise<void> | undefined
    await transaction(room.owner, async (tx) => {
      await takeHoldLock(tx)
      settling = room.settle(change.id)
      await until('the change waiting for the lock', async () => ((await waiting(room)) > 0 ? true : undefined))
      await transaction(room.worker, async (other) => void (await retireContact(other, 'chg_removal', id, contact)))
    })
    await settling
    expect((await room.head(change.id)).state).toBe('awaiting_evidence')
  })

  it('said what was true of what is on file since', async () => {
    const { id } = await supplier(room)
    const { account } = ANOTHER
    const change = await vetAccount(room, id, account)
    expect((await room.head(change.id)).state).toBe('applied')
    await takeOffFile(room, await pathOfPhone(room, SUPPLIER.phone))
    const order = await room.submit({ payee: ANOTHER, instruction: { channel: 'erp' } })
    await signRest(room, order.id)
    const bundle = await bundleOf(room, order.id)
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
    expect(bundle.subjects.map((one) => one.id)).toContain(change.id)
  })
})
