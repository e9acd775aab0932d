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
  sleep,
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
  let stale = false
  let wakeAt = workflowInfo().startTime.getTime() + Number(input.waitMs ?? 0)
  let armedFor = Infinity

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

  /** One that is no longer wanted runs out rather than being cancelled: an event less, and it only asks again. */
  async function arm(): Promise<void> {
    const at = wakeAt
    armedFor = at
    // Rejects when the workflow is cancelled, which then ends.
    await sleep(Math.max(1, at - Date.now())).catch(() => undefined)
    if (armedFor === at) armedFor = Infinity
  }

  const mustLook = (): boolean => closed || stale || Date.now() >= wakeAt
  const mustArm = (): boolean => wakeAt < armedFor - TIMER_TOLERANCE_MS

  while (!closed) {
    // What a decision under way leads to is not known yet: it may be that nothing is to be waited for.
    await condition(allHandlersFinished)
    if (closed) break
    if (mustLook()) {
      stale = false
      adopt(await record.settle(input.subjectId))
      continue
    }
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof consent>({ subjectType: input.subjectType, subjectId: input.subjectId })
    }
    if (mustArm()) void arm()
    await condition(() => mustLook() || mustArm() || !allHandlersFinished())
  }
  await condition(allHandlersFinished)
}
