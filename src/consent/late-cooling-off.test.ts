import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { moveClock } from '../../test/support/moved-clock.ts'
import { policyYaml } from '../../test/support/organisation.ts'
import {
  INVOICE,
  openPaymentRoom,
  requirementOf,
  type Name,
  type OrderAnswer,
  type PaymentRoom,
} from '../../test/support/payment-room.ts'
import type { ContactedBy } from '../domain/evidence.ts'
import { elapsedMs, plus, type Instant } from '../domain/instant.ts'
import * as log from '../log/log.ts'
import { verifyBundle } from '../log/verify-bundle.ts'
import { buildBundle } from '../release/build-bundle.ts'
import { releaseOrder } from '../release/release-order.ts'

const PAUSE_MS = 3_000
const LONG_PAUSE_MS = 10 * 60_000
const POLICY = `${policyYaml({ coolingOff: 'PT3S' }).replace('25000.00', '250000.00')}
add:
  - {id: message, anySignal: [CHANNEL_REMOTE], require: [{cooling_off: PT10M}]}
`

let room: PaymentRoom
let count = 0
const open = async (): Promise<void> => {
  room = await openPaymentRoom({ policy: POLICY })
}
const close = () => room.close()

const about = ({ id }: OrderAnswer) => ({ type: 'order', id })
const read = async ({ id }: OrderAnswer) => (await room.erp('get', `/v1/payment-orders/${id}`)).body as OrderAnswer
const stateOf = async ({ id }: OrderAnswer) => (await room.head(id)).state
const release = ({ id }: OrderAnswer) =>
  releaseOrder(room.worker, room.kinds, { release: (orderId) => room.release(orderId) }, id)
async function sign(name: Name, order: OrderAnswer, kind: string, contactedBy: ContactedBy = 'none'): Promise<void> {
  const decision = kind === 'review' ? 'continue' : 'confirm'
  const reason = kind === 'review' ? { reason: 'Checked' } : {}
  const signing = { contactedBy, blindEntry: INVOICE, ...reason }
  const answer = await room.sign(name, about(order), requirementOf(await read(order), kind), decision, signing)
  expect(answer.status).toBe(201)
}
async function pauseOf({ id }: OrderAnswer): Promise<{ until: Instant; askedAt: Instant }> {
  const { assessment } = await room.head(id)
  const [pause] = assessment.requirements.flatMap((one) => (one.kind === 'cooling_off' ? [one.until] : []))
  if (pause === undefined) throw new Error('No pause is asked for')
  return { until: pause, askedAt: assessment.assessedAt }
}

/** A payment as on every other day, which asks for one approval and no pause, and is older than the pause is long. */
async function routine(): Promise<OrderAnswer> {
  const order = await room.submit({ reference: `Late ${(count += 1)}`, instruction: { channel: 'erp' } })
  expect(order.requirements.map(({ kind }) => kind)).toEqual(['approval'])
  await sleep(PAUSE_MS + 50)
  return order
}

/** Everything that is asked of people once a payment is no longer routine. */
async function answerAll(order: OrderAnswer, approvers: readonly Name[] = ['ben', 'ivy']): Promise<void> {
  for (const name of approvers) await sign(name, order, 'approval')
  await room.call('dan', await read(order))
  await sign('eve', order, 'review')
}

async function waitOut(order: OrderAnswer): Promise<void> {
  const { until } = await pauseOf(order)
  await sleep(Math.max(0, elapsedMs(new Date().toISOString(), until)) + 50)
  await room.settle(order.id)
}

describeWithPostgres('A pause that is asked for late', () => {
  beforeAll(open, 120_000)
  afterAll(close)

  it('begins when the signer who was called says so, and is waited out', async () => {
    const order = await routine()
    await sign('ben', order, 'approval', 'voice')
    const { until, askedAt } = await pauseOf(order)
    expect(elapsedMs(askedAt, until)).toBe(PAUSE_MS)

    await answerAll(order)
    await waitOut(order)
    // Asked again by each signature since, it ends when it ended.
    expect((await pauseOf(order)).until).toBe(until)
    const { approvedAt, revision } = await room.head(order.id)
    expect((approvedAt ?? '') >= until).toBe(true)
    await room.checkpoint()
    expect(await release(order)).toBe('released')
    expect((await room.head(order.id)).revision).toBe(revision)
  }, 60_000)

  it('because of what shows at release sends the payment back to wait, once', async () => {
    const order = await routine()
    await sign('ben', order, 'approval')
    expect(await stateOf(order)).toBe('approved')
    await room.checkpoint()

    const setAccount = (state: string) => sql`update external_accounts set state = ${state}`.execute(room.owner)
    await setAccount('retired')
    expect(await release(order)).toBe('taken_back')
    await setAccount('active')
    const { until, askedAt } = await pauseOf(order)
    expect(elapsedMs(askedAt, until)).toBe(PAUSE_MS)
    expect(await stateOf(order)).toBe('awaiting_evidence')
    expect(await release(order)).toBe('gone')

    await answerAll(order)
    await waitOut(order)
    await room.checkpoint()
    expect(await release(order)).toBe('released')
    const { approvedAt, revision } = await room.head(order.id)
    expect((approvedAt ?? '') >= until).toBe(true)
    expect(revision).toBe(2)
  }, 60_000)
})

/** All is signed, the last time by somebody who got a message: a longer pause is asked for than anybody waited for. */
async function approvedBut(letPassBefore: number): Promise<OrderAnswer> {
  const order = await room.submit({ reference: `Late ${(count += 1)}` })
  await sign('cfo', order, 'instructor_confirmation')
  await answerAll(order, ['ben'])
  await letPass(letPassBefore)
  await sign('ivy', order, 'approval', 'chat')
  const { until, askedAt } = await pauseOf(order)
  expect(elapsedMs(askedAt, until)).toBe(LONG_PAUSE_MS)
  expect(await stateOf(order)).toBe('awaiting_evidence')
  return order
}

async function writeUntil({ id }: OrderAnswer, until: Instant): Promise<void> {
  await sql`
    update assessments set requirements = (
      select jsonb_agg(case when one ->> 'kind' = 'cooling_off'
                            then jsonb_set(one, '{until}', ${JSON.stringify(until)}::jsonb) else one end)
        from jsonb_array_elements(requirements) as one)
     where subject_id = ${id}`.execute(room.owner)
}

/** The record's clock never falls behind its log: an entry by a clock that is ahead is all it takes. */
async function letPass(milliseconds: number): Promise<void> {
  await moveClock(room.owner, milliseconds / 1000)
  await room.owner.transaction().execute((tx) => log.append(tx, { kind: 'test', fields: {} }))
  await moveClock(room.owner, 0)
}

async function findingsOf({ id }: OrderAnswer): Promise<string[]> {
  const bundle = await buildBundle(room.owner, id)
  if (bundle === null) throw new Error('There is no bundle')
  return (await verifyBundle(bundle, room.trust)).map(({ code }) => code)
}

// Each leaves a payment behind that was not released, whose checks the next one like it would take over.
describeWithPostgres('A longer pause that is asked for late', () => {
  beforeEach(open, 120_000)
  afterEach(close)

  it('is not made older by an entry that says it was asked for before', async () => {
    const order = await approvedBut(2 * PAUSE_MS)
    const { entryId } = (await room.head(order.id)).assessment
    const { rows } = await sql<{ body: string }>`select body from log_entries where entry_id = ${entryId}`.execute(
      room.owner,
    )
    const { v: _v, id: _id, kind, at: _at, ...fields } = JSON.parse(rows[0]?.body ?? '') as Record<string, string>
    const earlier = plus(new Date().toISOString(), -3_600_000)
    // Any process may write an entry of a time that has passed.
    const forged = log.entryOf({ kind: kind ?? '', at: earlier, fields })
    await room.worker.transaction().execute((tx) => log.write(tx, forged))
    await sql`update assessments set entry_id = ${forged.entryId} where entry_id = ${entryId}`.execute(room.owner)
    await writeUntil(order, earlier)
    await room.settle(order.id)
    expect(await stateOf(order)).toBe('approved')
    await room.checkpoint()
    expect(await findingsOf(order)).toEqual(['ENTRY_TIME'])
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'EVIDENCE_REFUSED' })
  }, 60_000)

  // As versions before this one wrote it, and as somebody with the database would.
  it('and is on record as over is believed by nobody, and is put right before the release', async () => {
    const order = await approvedBut(LONG_PAUSE_MS)
    const { until } = await pauseOf(order)
    await writeUntil(order, plus((await room.head(order.id)).startedAt, LONG_PAUSE_MS))
    await room.settle(order.id)
    expect(await stateOf(order)).toBe('approved')
    await room.checkpoint()
    expect(await findingsOf(order)).toEqual(['NOT_SATISFIED'])
    await expect(room.release(order.id)).rejects.toMatchObject({ code: 'EVIDENCE_REFUSED' })

    expect(await release(order)).toBe('taken_back')
    expect((await pauseOf(order)).until).toBe(until)
    await room.settle(order.id)
    expect(await stateOf(order)).toBe('awaiting_evidence')

    await letPass(LONG_PAUSE_MS)
    await room.settle(order.id)
    expect(await stateOf(order)).toBe('approved')
    await room.checkpoint()
    expect(await findingsOf(order)).toEqual([])
  }, 60_000)
})
