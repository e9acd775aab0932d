/**
 * What anybody would write first who lets Temporal collect two approvals: two Updates, each with an activity that puts
 * it on record. Nothing is verified, nothing is assessed, nobody is asked who they are.
 */
import { allHandlersFinished, condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow'

export interface BareActivities {
  recordApproval(orderId: string, approver: string): Promise<number>
}

export const approve = defineUpdate<number, [approver: string]>('approve')

const { recordApproval } = proxyActivities<BareActivities>({ startToCloseTimeout: '20 seconds' })

export async function bareApproval(orderId: string): Promise<void> {
  const approvers = new Set<string>()
  setHandler(approve, async (approver) => {
    await recordApproval(orderId, approver)
    return approvers.add(approver).size
  })
  await condition(() => approvers.size >= 2)
  await condition(allHandlersFinished)
}
