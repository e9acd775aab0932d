import { asSuperuser } from '../support/as-superuser.ts'
import { nextInvoice } from './company.ts'
import type { Installation } from './installation.ts'
import { closedLoop } from './load.ts'
import { residentMib } from './processes.ts'
import { signFor } from './two-signatures.ts'
import type { OrderView } from '../../src/orders/schema.ts'
import { until } from '../support/until.ts'

export interface Waiting {
  readonly orders: number
  readonly workerMib: number
}

export interface WaitingOrders {
  /** Submitted and with a workflow that waits, a second. */
  readonly startedPerSecond: number
  readonly memory: readonly Waiting[]
  /** Of a worker killed while all of them wait: until it is ready, and until one of them is signed. */
  readonly restart: { readonly readyMs: number; readonly firstSignatureMs: number; readonly workerMib: number }
}

const IN_FLIGHT = 20

/** How memory grows with what waits, `counts` ascending, and what a restart costs then. */
export async function measureWaiting(
  installation: Installation,
  databaseUrl: string,
  counts: readonly number[],
): Promise<WaitingOrders> {
  const memory: Waiting[] = [{ orders: 0, workerMib: residentMib(installation.worker.pid) }]
  const orders: OrderView[] = []
  const began = performance.now()
  for (const count of counts) {
    await closedLoop({ inFlight: IN_FLIGHT, orders: count - orders.length }, async () => {
      orders.push(await installation.erp.submit(nextInvoice('two signatures')))
    })
    await everyWorkflowStarted(databaseUrl)
    memory.push({ orders: count, workerMib: residentMib(installation.worker.pid) })
  }
  const startedPerSecond = (orders.length * 1000) / (performance.now() - began)
  const [oldest] = orders
  const [person] = installation.approvers
  if (oldest === undefined || person === undefined) throw new TypeError('Unexpected: nothing waits')

  const killed = performance.now()
  await installation.restartWorker()
  const readyMs = performance.now() - killed
  await signFor(person, oldest)
  const firstSignatureMs = performance.now() - killed
  const restart = { readyMs, firstSignatureMs, workerMib: residentMib(installation.worker.pid) }
  return { startedPerSecond, memory, restart }
}

async function everyWorkflowStarted(databaseUrl: string): Promise<void> {
  await asSuperuser(databaseUrl, (client) =>
    until(
      'every workflow being started',
      async () => {
        const { rows } = await client.query<{ left: string }>(
          "SELECT count(*) AS left FROM outbox WHERE kind = 'workflow'",
        )
        return rows[0]?.left === '0' ? true : undefined
      },
      600_000,
    ),
  )
}
