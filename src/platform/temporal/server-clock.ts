import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import proto from '@temporalio/proto'
import { newUuid } from '../ids.ts'

const { TaskQueueType } = proto.temporal.api.enums.v1

/** The server takes no poll that would end in less than two seconds (`ErrContextTimeoutTooShort`). */
const POLL_MS = 3_000
const LOOK_AGAIN_MS = 50

/**
 * What time Temporal thinks it is, in milliseconds since 1970. No call of its API says so. But whoever polls a queue is
 * noted with the server's time and shown to those who ask about the queue: a poll of a queue that nobody uses leaves
 * nothing else behind, no workflow and no history. Throws where Temporal does not answer.
 */
export async function readTemporalTime(client: Client): Promise<number> {
  const { connection } = client
  const { workflowService } = connection
  const { namespace } = client.options
  const taskQueue = { name: 'countersign-clock' }
  const identity = `clock-${newUuid()}`
  const describe = () =>
    connection.withDeadline(Date.now() + POLL_MS, () =>
      workflowService.describeTaskQueue({
        namespace,
        taskQueue,
        taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
      }),
    )
  // First, because a poll that nobody answers would be tried again behind our back.
  await describe()
  const polling = new AbortController()
  const poll = connection.withAbortSignal(polling.signal, () =>
    connection.withDeadline(Date.now() + POLL_MS, () =>
      workflowService.pollActivityTaskQueue({ namespace, taskQueue, identity }),
    ),
  )
  // It ends by our own doing, or with the server's refusal, which asking about the queue then meets as well.
  poll.catch(() => undefined)
  try {
    for (const deadline = performance.now() + POLL_MS; performance.now() < deadline; await sleep(LOOK_AGAIN_MS)) {
      const { pollers } = await describe()
      const seen = pollers?.find((poller) => poller.identity === identity)?.lastAccessTime
      if (seen) return Number(seen.seconds) * 1000 + Math.floor((seen.nanos ?? 0) / 1_000_000)
    }
  } finally {
    polling.abort()
  }
  throw new Error('Temporal did not say what time it is')
}
