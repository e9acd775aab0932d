import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import { invoiceOf, signAll } from '../carry-out.ts'
import { readLogProgress, readOutbox } from '../read-history.ts'
import type { PlannedFault } from '../schedule.ts'
import { COOLING, type Stage } from '../stage.ts'
import { DAY_SECONDS, MEASURED_AGAIN_MS, readNow, setClock } from './moved-clock.ts'
import { coolingDown, expectKeptBack, keptBack } from './waiting-orders.ts'

/** Entries that are written side by side have their times and their places in the log in two orders. */
const SIDE_BY_SIDE_MS = 1_000
/** From so far on the clocks are apart (src/platform/clock-skew.ts). */
const APART_MS = 30_000

/**
 * Under load: time stands still at the newest entry, and nothing goes backwards. When it lasts, an order whose
 * cooling-off ends meanwhile is not released before its time has passed in the record and by the clock that is right,
 * and one that lacks nothing but the signer is not released once the clocks are known to be apart. Both are released
 * when it is over.
 */
export async function clockBehind(stage: Stage, fault: PlannedFault): Promise<boolean> {
  const { lastsMs, isLong } = fault
  const kept = lastsMs > APART_MS ? await keptBack(stage, fault, 'behind') : null
  const cooling = isLong ? await coolingDown(stage, fault, 'cooling', stage.office.people) : null
  await setClock(stage, -DAY_SECONDS)
  const [before, began] = [await readNow(stage), performance.now()]
  const standsStillInTime = cooling?.isOver() === false
  await cooling?.expectNotReleasedFor(lastsMs)
  await sleep(lastsMs - (performance.now() - began))
  if (standsStillInTime) await cooling.expectNotReleased()
  if (kept !== null) await expectKeptBack(stage, kept)
  const [passed, really] = [(await readNow(stage)) - before, performance.now() - began]
  await setClock(stage, 0)
  await cooling?.expectNotReleasedFor(COOLING.milliseconds)
  if (cooling !== null) {
    // Whose answer was lost looks again.
    await signAll(stage.office, cooling.order, invoiceOf(cooling.order.plan))
    cooling.order.isDone = true
  }
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
  try {
    await expectKeptBack(stage, id)
  } finally {
    await setClock(stage, 0)
  }
  return true
}
