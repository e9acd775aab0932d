import { setTimeout as sleep } from 'node:timers/promises'
import { mayPay } from '../../support/erp-books.ts'
import { Refusal } from '../../support/http.ts'
import { targetAt, watchAlert } from '../../support/watch-alert.ts'
import { carryOut, invoiceOf, sign } from '../carry-out.ts'
import { CHANCE_TO_RELEASE_MS, readReleased } from '../read-history.ts'
import type { PlannedFault } from '../schedule.ts'
import { COOLING, type Stage } from '../stage.ts'
import { extraOrder } from './extra-order.ts'
import { DAY_SECONDS, MEASURED_AGAIN_MS, setClock } from './moved-clock.ts'
import { coolingDown, stateOf } from './waiting-orders.ts'

/**
 * The last thing in a run: what is signed while the clock is ahead is not released, then or when it is set back, and
 * no cooling-off is over by it; the token that was good before is not renewed into one that an ERP would pay on; a hold
 * can be placed all the time; and an alert tells of it.
 */
export async function clockAheadUnderLoad(stage: Stage): Promise<void> {
  const { office, model } = stage
  const { url } = stage.installation.postgres
  const paid = model.orders.find(({ plan }) => plan.fate === 'released')
  const fault: PlannedFault = { name: 'clock a day ahead', atMs: 0, lastsMs: 0, isLong: true, dice: 'the end' }
  const before = await readReleased(url)
  const cooling = await coolingDown(stage, fault, 'late-0', ['ben', 'dan', 'eve'].map(office.person))
  await setClock(stage, DAY_SECONDS)
  // The last that it lacked, by a clock that takes the day for over, and before anybody has compared the clocks again.
  await sign(office, cooling.order, invoiceOf(cooling.order.plan), [office.person('ivy')])
  await cooling.expectNotReleasedFor(COOLING.milliseconds)
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
  await expectAlert(stage)

  await setClock(stage, 0)
  await sleep(MEASURED_AGAIN_MS + CHANCE_TO_RELEASE_MS)
  expect(await readReleased(url)).toEqual(before)
  expect([await stateOf(stage, first?.id ?? ''), await stateOf(stage, second?.id ?? '')]).toEqual([
    'approved',
    'approved',
  ])
}

async function expectAlert({ installation }: Stage): Promise<void> {
  const alert = await watchAlert('TemporalClockSkew', () =>
    installation.seatsOf('api').map(({ probes }) => targetAt('api', probes)),
  )
  try {
    await alert.fires()
  } finally {
    await alert.close()
  }
}
