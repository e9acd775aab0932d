/** Somebody with Temporal: with the namespace alone, or with the worker's keyring too, which makes them one of us to it. */
import { join } from 'node:path'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { readKeyring } from '../../../src/platform/keyring.ts'
import { createTemporalClient } from '../../../src/platform/temporal/connection.ts'
import { newId } from '../../../src/platform/ids.ts'
import { goAlong } from '../../support/going-along.ts'
import { BY_ERP, invoiceFrom, readFrom, type Invoice } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { LANDLORD, SUPPLIER } from '../../support/organisation.ts'
import { completeHonestly, payHonestly } from '../../support/paying.ts'
import { refresh, submitEvidence } from '../../../workflows/contract.ts'
import type { Scenario } from './scenario.ts'

/** Everything is there but one approval, which is never given. */
async function oneShort(office: Office): Promise<{ id: string; invoice: Invoice }> {
  const invoice = invoiceFrom(LANDLORD, '91000.00', BY_ERP)
  const { id } = await office.erp.submit(invoice)
  const truth = readFrom(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut('ivy', 'cfo'), invoice: truth, callee: truth })
  return { id, invoice }
}

async function withTemporal<T>(
  { service }: Office,
  insider: boolean,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const address = service.temporalAddress
  if (insider) {
    const client = createTemporalClient(
      { address, namespace: 'default', tls: null },
      readKeyring(join(service.dataDir, 'keyring.json')),
    )
    return closing(client.connection, work(client))
  }
  const connection = await Connection.connect({ address })
  return closing(connection, work(new Client({ connection })))
}

async function closing<T>(connection: { close(): Promise<void> }, work: Promise<T>): Promise<T> {
  try {
    return await work
  } finally {
    await connection.close()
  }
}

/** What Temporal said to it: only that it happened matters here. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    () => 'refused',
  )
}

const DEADLINE_MS = 4_000

async function press(client: Client, handle: WorkflowHandle, args: readonly [string]): Promise<string> {
  const updating = client.withDeadline(Date.now() + DEADLINE_MS, () =>
    handle.executeUpdate(submitEvidence, { args: [...args] }),
  )
  return outcome(updating)
}

const twin: Scenario['twin'] = (office) => payHonestly(office, invoiceFrom(SUPPLIER, '6200.00', BY_ERP))

export const inventedUpdate: Scenario = {
  number: 47,
  title: 'sends Updates with challenges that nobody answered, signals, and starts the workflow once more by hand',
  async attack(office) {
    const { id } = await oneShort(office)
    const ivy = office.person('ivy')
    const approval = (await office.erp.read(id)).requirements.find(({ kind }) => kind === 'approval')?.id ?? ''
    const truth = readFrom(invoiceFrom(LANDLORD, '91000.00', BY_ERP))
    const unanswered = await ivy.challenge({ type: 'order', id }, approval, 'confirm', { blindEntry: truth })
    const refused = await withTemporal(office, true, async (client) => {
      const handle = client.workflow.getHandle(id)
      const { taskQueue } = await handle.describe()
      const said: string[] = []
      for (const challengeId of [newId('chl'), unanswered.id, 'satisfied'])
        said.push(await press(client, handle, [challengeId]))
      await handle.signal(refresh)
      const args = [{ subjectType: 'order', subjectId: id }] as const
      const second = await client.workflow.start('consent', { workflowId: `${id}-again`, taskQueue, args: [...args] })
      await second.signal(refresh)
      await second.terminate()
      return said
    })
    return { orders: [await office.erp.read(id)], refused }
  },
  twin,
}

export const poisonedHistory: Scenario = {
  number: 47,
  title: 'without the keyring, writes into the history what only we can read',
  async attack(office) {
    const { id } = await oneShort(office)
    const refused = await withTemporal(office, false, async (client) => {
      const handle = client.workflow.getHandle(id)
      const said = [await press(client, handle, [newId('chl')])]
      await handle.signal('refresh', { status: 'closed' })
      return said
    })
    return { orders: [await office.erp.read(id)], refused }
  },
  twin,
}

/** The workflow is ended from outside; the order is then completed by those who have yet to sign, and paid. */
export async function endedByHand(office: Office, end: (handle: WorkflowHandle) => Promise<unknown>) {
  const { id, invoice } = await oneShort(office)
  const before = await withTemporal(office, false, async (client) => {
    const handle = client.workflow.getHandle(id)
    await end(handle)
    const { status } = await handle.describe()
    return { state: (await office.erp.read(id)).state, workflow: status.name }
  })
  return { before, paid: await completeHonestly(office, id, invoice, { people: [office.person('ivy')] }) }
}
