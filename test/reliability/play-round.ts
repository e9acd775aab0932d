import { setTimeout as sleep } from 'node:timers/promises'
import { carryOut } from './carry-out.ts'
import type { Examiner } from './examine.ts'
import { FAULT } from './faults/faults.ts'
import type { Round } from './schedule.ts'
import type { Stage } from './stage.ts'

/** People and the ERP at work, a fault in the middle of it, everything up again, and the record held against the model. */
export async function playRound(stage: Stage, examiner: Examiner, { orders, fault }: Round): Promise<void> {
  const { when, strike } = FAULT[fault.name]
  const working = Promise.allSettled(orders.map((plan) => carryOut(stage.office, stage.model, plan)))
  if (when === 'during') {
    await sleep(fault.atMs)
    await strike(stage, fault)
  }
  await stage.installation.ready()
  const failed = (await working).flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  if (failed.length > 0) throw new AggregateError(failed, `Not all work was done: ${failed.map(String).join('\n')}`)
  await examiner.examine()
  if (when === 'during') return
  await strike(stage, fault)
  await stage.installation.ready()
  await examiner.examine()
}
