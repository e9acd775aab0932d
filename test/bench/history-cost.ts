import type { Client } from '@temporalio/client'
import proto from '@temporalio/proto'
import { median } from './statistics.ts'

const { History } = proto.temporal.api.history.v1
const { EventType } = proto.temporal.api.enums.v1

export interface HistoryCost {
  readonly events: number
  readonly workflowTasks: number
  readonly bytes: number
}

/** Medians over these workflows. */
export async function historyCost(client: Client, workflowIds: readonly string[]): Promise<HistoryCost> {
  const costs = await Promise.all(workflowIds.map((id) => costOf(client, id)))
  return {
    events: median(costs.map((one) => one.events)),
    workflowTasks: median(costs.map((one) => one.workflowTasks)),
    bytes: median(costs.map((one) => one.bytes)),
  }
}

async function costOf(client: Client, workflowId: string): Promise<HistoryCost> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory()
  const events = history.events ?? []
  return {
    events: events.length,
    workflowTasks: events.filter((one) => one.eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED).length,
    bytes: History.encode(history).finish().length,
  }
}
