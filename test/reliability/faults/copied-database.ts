import { join } from 'node:path'
import { asSuperuser } from '../../support/topology.ts'
import { until } from '../../support/until.ts'
import { invoiceOf, signAll, submit } from '../carry-out.ts'
import { holdOrder, liftHolds } from '../holding.ts'
import { insist } from '../insist.ts'
import type { KnownOrder } from '../model.ts'
import type { PlannedFault } from '../schedule.ts'
import type { Stage } from '../stage.ts'
import { extraOrder } from './extra-order.ts'

/**
 * PostgreSQL stops in order and starts again; what is copied in between is what a restore will bring back. One order is
 * approved in the copy, under a signed checkpoint, and kept back by nothing but a hold: today it is released soon
 * after, and yesterday it could be released as well.
 */
export async function postgresCopied(stage: Stage, fault: PlannedFault): Promise<boolean> {
  const { postgres, folder } = stage.installation
  const order = await heldOrder(stage, fault)
  await postgres.down()
  stage.copied = join(folder, 'yesterday')
  await postgres.copyTo(stage.copied)
  await postgres.up()
  await stage.installation.ready()
  await liftHolds(stage.office, order)
  order.isDone = true
  return true
}

async function heldOrder({ office, model, installation }: Stage, fault: PlannedFault): Promise<KnownOrder> {
  const plan = extraOrder(fault, 'held', { fate: 'held and lifted', payee: 2, amount: '3456.78' })
  const order = await submit(office, model, plan)
  await holdOrder(office, order)
  await signAll(office, order, invoiceOf(plan))
  await until('the held order being approved', async () => {
    const { state } = await insist(`reading ${order.id}`, () => office.erp.read(order.id))
    return state === 'approved' ? true : undefined
  })
  await until('a checkpoint covering the approval', () => isCovered(installation.postgres.url, order.id))
  return order
}

function isCovered(url: string, orderId: string): Promise<true | undefined> {
  return asSuperuser(url, async (client) => {
    const { rows } = await client.query(
      `SELECT FROM subjects JOIN log_leaves ON entry_id = satisfied_entry_id
        WHERE id = $1 AND leaf_index < (SELECT max(size) FROM log_checkpoints)`,
      [orderId],
    )
    return rows.length > 0 ? true : undefined
  })
}
