import { setTimeout as sleep } from 'node:timers/promises'
import { mayPay } from '../../support/erp-books.ts'
import { Refusal } from '../../support/http.ts'
import { asSuperuser } from '../../support/topology.ts'
import { until } from '../../support/until.ts'
import { carryOut, invoiceOf } from '../carry-out.ts'
import { insist } from '../insist.ts'
import { CHANCE_TO_RELEASE_MS, readLogProgress, readOutbox, readReleased } from '../read-history.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'
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

/** Under load: time stands still at the newest entry, and nothing goes backwards. */
export async function clockBehind(stage: Stage, { lastsMs }: PlannedFault): Promise<void> {
  await setClock(stage, -DAY_SECONDS)
  await sleep(lastsMs)
  await setClock(stage, 0)
}

/**
 * Ahead while nothing is written: an order that is approved, and lacks nothing but the signer, is not released before
 * the clocks agree again. What is written under such a clock keeps the rules' time where it is until it has passed
 * (docs/operations.md, "Clock skew"): that is for the end of a run, `clockAheadUnderLoad`.
 */
export async function clockAhead(stage: Stage, fault: PlannedFault): Promise<void> {
  const { installation, office, model } = stage
  const [signer] = installation.seatsOf('signer')
  await signer?.empty('SIGTERM')
  await carryOut(office, model, extraOrder(fault, 'ahead'))
  const order = model.orders.at(-1)
  const id = order?.id ?? ''
  await until('the order being approved', async () => ((await stateOf(stage, id)) === 'approved' ? true : undefined))
  await until('nothing being on its way', async () => {
    const { entries, leaves } = await readLogProgress(installation.postgres.url)
    const messages = await readOutbox(installation.postgres.url)
    return entries === leaves && messages.length === 0 ? true : undefined
  })

  await setClock(stage, DAY_SECONDS)
  await sleep(MEASURED_AGAIN_MS)
  signer?.fill()
  await installation.ready()
  await sleep(CHANCE_TO_RELEASE_MS)
  const state = await stateOf(stage, id)
  const notice = await clocksNotice(stage)
  await setClock(stage, 0)
  expect([state, notice]).toEqual(['approved', 'apart'])
}

/**
 * The last thing in a run: what is signed while the clock is ahead is not released, then or when it is set back; the
 * token that was good before is not renewed into one that an ERP would pay on; and a hold can be placed all the time.
 */
export async function clockAheadUnderLoad(stage: Stage): Promise<void> {
  const { office, model } = stage
  const { url } = stage.installation.postgres
  const paid = model.orders.find(({ plan }) => plan.fate === 'released')
  await setClock(stage, DAY_SECONDS)
  await sleep(MEASURED_AGAIN_MS)
  const before = await readReleased(url)
  const fault: PlannedFault = { name: 'clock a day ahead', atMs: 0, lastsMs: 0, dice: 'the end' }
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

async function clocksNotice({ installation }: Stage): Promise<unknown> {
  const [api] = installation.seatsOf('api')
  const answer = (await (await fetch(`${api?.probes ?? ''}/readyz`)).json()) as { parts: Record<string, unknown> }
  return answer.parts['clocks']
}
