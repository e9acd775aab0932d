import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from '../../support/alert-watch.ts'
import { mayPay } from '../../support/erp-books.ts'
import { Refusal } from '../../support/http.ts'
import type { Person } from '../../support/people.ts'
import { asSuperuser } from '../../support/topology.ts'
import { until } from '../../support/until.ts'
import { targetAt, watchAlert } from '../../support/watch-alert.ts'
import { carryOut, invoiceOf, sign, signAll, submit } from '../carry-out.ts'
import { insist } from '../insist.ts'
import type { KnownOrder } from '../model.ts'
import { CHANCE_TO_RELEASE_MS, readLogProgress, readOutbox, readReleased } from '../read-history.ts'
import type { PlannedFault } from '../schedule.ts'
import { COOLING, type Stage } from '../stage.ts'
import { extraOrder } from './extra-order.ts'

const DAY_SECONDS = 86_400
/** One measurement of the clocks answers for ten seconds (src/platform/clock-skew.ts). */
const MEASURED_AGAIN_MS = 11_000

/**
 * The server's clock, as everything that the record does reads it: the function's own text with another time in it, so
 * that the rule about the newest entry stays as it is.
 */
async function setClock({ installation }: Stage, seconds: number): Promise<void> {
  await asSuperuser(installation.postgres.url, async (client) => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_functiondef('countersign_now()'::regprocedure) AS text`,
    )
    const text = rows[0]?.text ?? ''
    const [before, after] = text.split(/clock_timestamp\(\)(?: \+ interval '-?\d+ seconds')?/)
    if (before === undefined || after === undefined) throw new Error(`countersign_now() is not as expected:\n${text}`)
    await client.query(`${before}clock_timestamp() + interval '${seconds} seconds'${after}`)
  })
}

/** What the rules take for now, in milliseconds. */
function readNow({ installation }: Stage): Promise<number> {
  return asSuperuser(installation.postgres.url, async (client) => {
    const { rows } = await client.query<{ now: number }>(
      'SELECT extract(epoch FROM countersign_now())::float8 * 1000 AS now',
    )
    return rows[0]?.now ?? Number.NaN
  })
}

/** Entries that are written side by side have their times and their places in the log in two orders. */
const SIDE_BY_SIDE_MS = 1_000
/** From so far on the clocks are apart (src/platform/clock-skew.ts). */
const APART_MS = 30_000

/**
 * Under load: time stands still at the newest entry, and nothing goes backwards. When it lasts, an order whose
 * cooling-off ends meanwhile is not released before the time has passed by the clock that is right, and one that lacks
 * nothing but the signer is not released once the clocks are known to be apart. Both are released when it is over.
 */
export async function clockBehind(stage: Stage, fault: PlannedFault): Promise<boolean> {
  const { lastsMs, isLong } = fault
  const isApart = lastsMs > APART_MS
  const kept = isApart ? await keptBack(stage, fault, 'behind') : null
  const cooling = isLong ? await coolingDown(stage, fault, 'cooling') : null
  await setClock(stage, -DAY_SECONDS)
  const [before, began] = [await readNow(stage), performance.now()]
  await cooling?.notReleasedWithin(lastsMs)
  await sleep(lastsMs - (performance.now() - began))
  if (kept !== null) await expectKeptBack(stage, kept)
  const [passed, really] = [(await readNow(stage)) - before, performance.now() - began]
  await setClock(stage, 0)
  await cooling?.notReleasedWithin(COOLING.milliseconds)
  if (cooling !== null) cooling.order.isDone = true
  expect(passed).toBeGreaterThan(-SIDE_BY_SIDE_MS)
  return passed < really / 2
}

/**
 * Ahead while nothing is written: an order that is approved, and lacks nothing but the signer, is not released before
 * the clocks agree again. What is written under such a clock keeps the rules' time where it is until it has passed
 * (docs/operations.md, "Clock skew"): that is for the end of a run, `clockAheadUnderLoad`.
 */
export async function clockAhead(stage: Stage, fault: PlannedFault): Promise<boolean> {
  const { installation } = stage
  const id = await keptBack(stage, fault, 'ahead')
  await until('nothing being on its way', async () => {
    const { entries, leaves } = await readLogProgress(installation.postgres.url)
    const messages = await readOutbox(installation.postgres.url)
    return entries === leaves && messages.length === 0 ? true : undefined
  })

  await setClock(stage, DAY_SECONDS)
  await sleep(MEASURED_AGAIN_MS)
  await expectKeptBack(stage, id).finally(() => setClock(stage, 0))
  return true
}

/** An order that is approved, and lacks nothing but the signer, who has been sent away. */
async function keptBack(stage: Stage, fault: PlannedFault, word: string): Promise<string> {
  const { installation, office, model } = stage
  for (const signer of installation.seatsOf('signer')) await signer.empty('SIGTERM')
  const plan = extraOrder(fault, word)
  await carryOut(office, model, plan)
  const id = model.orders.find((order) => order.plan.invoice === plan.invoice)?.id ?? ''
  await until('the order being approved', async () => ((await stateOf(stage, id)) === 'approved' ? true : undefined))
  return id
}

/** The signer is back, and the clocks are known to be apart. */
async function expectKeptBack(stage: Stage, id: string): Promise<void> {
  const { installation } = stage
  for (const signer of installation.seatsOf('signer')) signer.fill()
  await installation.ready()
  await sleep(CHANCE_TO_RELEASE_MS)
  expect([await stateOf(stage, id), await clocksNotice(stage)]).toEqual(['approved', 'apart'])
}

interface Cooling {
  readonly order: KnownOrder
  /** Looks again and again for so long, or until the cooling-off is over by the clock that is right. */
  notReleasedWithin(milliseconds: number): Promise<void>
}

/** An order that everybody has signed, but for whom is left out, and that has only to wait. */
async function coolingDown(stage: Stage, fault: PlannedFault, word: string, leftOut?: Person): Promise<Cooling> {
  const { office, model } = stage
  const plan = extraOrder(fault, word, { fate: 'called back', payee: 3, amount: COOLING.amount })
  // Before it was submitted: its time cannot be over before this one is.
  const endsAt = performance.now() + COOLING.milliseconds
  const order = await submit(office, model, plan)
  const people = office.people.filter((person) => person !== leftOut)
  if (leftOut === undefined) await signAll(office, order, invoiceOf(plan))
  else await sign(office, order, invoiceOf(plan), people)
  return {
    order,
    async notReleasedWithin(milliseconds) {
      for (const end = Math.min(endsAt, performance.now() + milliseconds); performance.now() < end; await sleep(250)) {
        const state = await stateOf(stage, order.id)
        if (performance.now() < endsAt) expect(['awaiting_evidence', 'approved']).toContain(state)
      }
    },
  }
}

/**
 * The last thing in a run: what is signed while the clock is ahead is not released, then or when it is set back; the
 * token that was good before is not renewed into one that an ERP would pay on; and a hold can be placed all the time.
 */
export async function clockAheadUnderLoad(stage: Stage): Promise<void> {
  const { office, model } = stage
  const { url } = stage.installation.postgres
  const paid = model.orders.find(({ plan }) => plan.fate === 'released')
  const fault: PlannedFault = { name: 'clock a day ahead', atMs: 0, lastsMs: 0, isLong: true, dice: 'the end' }
  const ivy = office.person('ivy')
  const cooling = await coolingDown(stage, fault, 'late-0', ivy)
  const alerts = await Promise.all(
    ['ClockSkew', 'TemporalClockSkew'].map((name) => watchAlert(name, () => apis(stage))),
  )
  const before = await readReleased(url)
  await setClock(stage, DAY_SECONDS)
  // The last that it lacked, by a clock that takes the day for over, before anybody has compared the clocks again.
  await sign(office, cooling.order, invoiceOf(cooling.order.plan), [ivy])
  await cooling.notReleasedWithin(COOLING.milliseconds)
  await sleep(MEASURED_AGAIN_MS)
  for (const word of ['late-1', 'late-2']) await carryOut(office, model, extraOrder(fault, word))
  const [first, second] = model.orders.slice(-2)
  const hold = { scope: 'order', target: first?.id, reason: 'Odd.' }
  expect((await office.person('eve').api.post('/v1/holds', hold)).status).toBe(201)
  if (paid !== undefined) {
    const token = await office.erp.token(paid.id).catch((error: unknown) => error)
    if (typeof token === 'string') expect(await mayPay(office, token, invoiceOf(paid.plan))).not.toBe('pay')
    else expect(token).toBeInstanceOf(Refusal)
  }
  await sleep(CHANCE_TO_RELEASE_MS)
  expect(await readReleased(url)).toEqual(before)
  for (const alert of alerts) await alert.fires()
  for (const alert of alerts) await alert.close()

  await setClock(stage, 0)
  await sleep(MEASURED_AGAIN_MS + CHANCE_TO_RELEASE_MS)
  expect(await readReleased(url)).toEqual(before)
  expect([await stateOf(stage, first?.id ?? ''), await stateOf(stage, second?.id ?? '')]).toEqual([
    'approved',
    'approved',
  ])
}

function stateOf({ office }: Stage, id: string): Promise<string> {
  return insist(`reading ${id}`, async () => (await office.erp.read(id)).state)
}

function apis({ installation }: Stage): Target[] {
  return installation.seatsOf('api').map(({ probes }) => targetAt('api', probes))
}

async function clocksNotice({ installation }: Stage): Promise<unknown> {
  const [api] = installation.seatsOf('api')
  const answer = (await (await fetch(`${api?.probes ?? ''}/readyz`)).json()) as { parts: Record<string, unknown> }
  return answer.parts['clocks']
}
