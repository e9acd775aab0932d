import { Client, Connection } from '@temporalio/client'
import { approve, bareApproval } from './workflow.ts'

export interface BareClient {
  readonly client: Client
  /** One approval from its start to its end. */
  approveOnce(orderId: string): Promise<void>
  close(): Promise<void>
}

export async function connectBare(address: string, taskQueue: string): Promise<BareClient> {
  const connection = await Connection.connect({ address })
  const client = new Client({ connection })
  return {
    client,
    async approveOnce(orderId) {
      const handle = await client.workflow.start(bareApproval, { workflowId: orderId, taskQueue, args: [orderId] })
      for (const approver of ['first', 'second']) await handle.executeUpdate(approve, { args: [approver] })
      await handle.result()
    },
    close: () => connection.close(),
  }
}
