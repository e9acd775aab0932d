/**
 * Collects evidence for one subject until it is satisfied, denied or expired. Workflow id = subject id. It holds no
 * truth: it may be started from any stored state, and an answer of the record always wins over what it remembers.
 */
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import {
  refresh,
  submitEvidence,
  VERDICT,
  type ConsentActivities,
  type ConsentInput,
  type ConsentStanding,
} from './contract.ts'

const record = proxyLocalActivities<ConsentActivities>({
  startToCloseTimeout: '20 seconds',
  // A database that is away is an annoyance: keep trying, inside the handler, because a failed Update stays failed.
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds', nonRetryableErrorTypes: [VERDICT] },
  localRetryThreshold: '5 seconds',
})

/** A timer is armed anew only when the record wants to be asked this much earlier than the armed one fires. */
const TIMER_TOLERANCE_MS = 50

export async function consent(input: ConsentInput): Promise<void> {
  let closed = false
  let stale = input.waitMs === undefined
  let wakeAt = Date.now() + Number(input.waitMs ?? 0)

  const adopt = (standing: ConsentStanding): ConsentStanding => {
    closed ||= standing.status === 'closed'
    if (standing.waitMs !== undefined) wakeAt = Date.now() + Number(standing.waitMs)
    return standing
  }

  setHandler(submitEvidence, async (challengeId) => adopt(await record.recordEvidence(challengeId)), {
    validator: (challengeId: string) => {
      if (!/^chl_[0-9a-z]+$/.test(challengeId)) throw ApplicationFailure.nonRetryable('not a challenge id', VERDICT)
    },
  })
  setHandler(refresh, () => {
    stale = true
  })

  while (!closed) {
    if (stale) {
      stale = false
      adopt(await record.settle(input.subjectId))
      continue
    }
    const armedFor = wakeAt
    const interrupted = await condition(
      () => closed || stale || wakeAt < armedFor - TIMER_TOLERANCE_MS,
      Math.max(1, armedFor - Date.now()),
    )
    // The timer may have been armed for less than the record wants by now: then this only arms it again.
    if (!interrupted && Date.now() >= wakeAt) stale = true
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished)
      await continueAsNew<typeof consent>({ subjectType: input.subjectType, subjectId: input.subjectId })
    }
  }
  await condition(allHandlersFinished)
}
