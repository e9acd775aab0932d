import { setTimeout as sleep } from 'node:timers/promises'
import { carryOut } from './carry-out.ts'
import type { Examiner } from './examine.ts'
import { FAULT } from './faults/faults.ts'
import type { Felt } from './felt.ts'
import type { Round } from './schedule.ts'
import type { Stage } from './stage.ts'

/** People and the ERP at work, a fault in the middle of it, everything up again, and the record held against the model. */
export async function playRound(stage: Stage, examiner: Examiner, felt: Felt, { orders, fault }: Round): Promise<void> {
  const { when, mayBe500, strike } = FAULT[fault.name]
  const { proxy, ready } = stage.installation
  // What was wrong before is not this fault's.
  proxy.trouble()
  const working = Promise.allSettled(orders.map((plan) => carryOut(stage.office, stage.model, plan)))
  let hasStruck = false
  if (when === 'during') {
    await sleep(fault.atMs)
    hasStruck = await strike(stage, fault)
  }
  await ready()
  const failed = (await working).flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  if (failed.length > 0) throw new AggregateError(failed, `Not all work was done: ${failed.map(String).join('\n')}`)
  await examiner.examine()
  if (when === 'after') {
    hasStruck = await strike(stage, fault)
    await ready()
    await examiner.examine()
  }
  const trouble = proxy.trouble()
  felt.note(fault.name, hasStruck, trouble)
  // Whoever calls again hides it, and nothing of what breaks here explains it.
  if (trouble.errors.length > 0 && !mayBe500) throw new Error(`Answered by an error:\n${trouble.errors.join('\n')}`)
}
