import { setTimeout as sleep } from 'node:timers/promises'
import {
  isGrpcServiceError,
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { refresh, submitEvidence, type ConsentInput } from '../../workflows/contract.ts'
import { CountersignError } from '../domain/errors.ts'
import type { SubjectType } from '../domain/subject.ts'
import { fromVerdict } from '../platform/temporal/verdict.ts'
import type { ConsentProcess } from './consent-process.ts'

/** How long a person waits for an answer. What was kept is recorded all the same (`record-kept-answers.ts`). */
const UPDATE_DEADLINE_MS = 20_000

/** Before an Update that Temporal let go of is asked for again; doubled each time. */
const FIRST_PAUSE_MS = 50

/** gRPC's FAILED_PRECONDITION. */
const FAILED_PRECONDITION = 9

/**
 * Update-with-start always: whether the workflow runs, was lost with its server or was never started, the answer
 * comes from the record. The update id is the challenge id, so that a repeated call is answered once.
 */
export function createTemporalProcess(client: Client, taskQueue: string): ConsentProcess {
  const startOptions = (type: SubjectType, subjectId: string, waitMs?: string) => ({
    workflowId: subjectId,
    taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    // Its first task is the first that has something to do: an Update or a signal *with start* ends the delay.
    ...(waitMs === undefined ? {} : { startDelay: Number(waitMs) }),
    args: [{ subjectType: type, subjectId, ...(waitMs === undefined ? {} : { waitMs }) }] as [ConsentInput],
  })

  const process: ConsentProcess = {
    async submitEvidence(type, subjectId, challengeId) {
      const deadline = Date.now() + UPDATE_DEADLINE_MS
      const ask = () =>
        client.withDeadline(deadline, () =>
          client.workflow.executeUpdateWithStart(submitEvidence, {
            updateId: challengeId,
            args: [challengeId],
            startWorkflowOperation: new WithStartWorkflowOperation('consent', startOptions(type, subjectId)),
          }),
        )
      try {
        await askUntilHeld(ask, deadline)
      } catch (error) {
        throw verdictOf(error) ?? unanswered(error)
      }
    },

    async ensure(type, subjectId, waitMs) {
      await client.withDeadline(Date.now() + UPDATE_DEADLINE_MS, () =>
        client.workflow.start('consent', startOptions(type, subjectId, waitMs)),
      )
    },

    async running() {
      const query = `TaskQueue = '${taskQueue}' AND WorkflowType = 'consent' AND ExecutionStatus = 'Running'`
      const ids = new Set<string>()
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 1000 })) ids.add(workflowId)
      return ids
    },

    async restore(type, subjectId) {
      const options = { ...startOptions(type, subjectId), workflowIdConflictPolicy: 'FAIL' as const }
      try {
        await client.withDeadline(Date.now() + UPDATE_DEADLINE_MS, () => client.workflow.start('consent', options))
        return true
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false
        throw error
      }
    },

    async nudge(type, subjectId) {
      if (await isRunning(client, subjectId)) await process.wake(type, subjectId)
    },

    async wake(type, subjectId) {
      await client.withDeadline(Date.now() + UPDATE_DEADLINE_MS, () =>
        client.workflow.signalWithStart('consent', {
          ...startOptions(type, subjectId),
          signal: refresh,
          signalArgs: [],
        }),
      )
    },
  }
  return process
}

/** Asks again whenever Temporal let go of the Update; every other answer, and the last one in time, is the answer. */
async function askUntilHeld(ask: () => Promise<unknown>, deadline: number): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    try {
      await ask()
      return
    } catch (error) {
      if (!wasLetGo(error) || Date.now() + pause >= deadline) throw error
      await sleep(pause)
    }
  }
}

/**
 * Temporal promises nothing for an Update whose workflow task it fails or whose workflow ends, and repeats neither by
 * itself. The first happens in an ordinary day: a signal arrives while a decision closes the subject, and Temporal fails
 * the task so that the workflow sees the signal first (UNHANDLED_COMMAND). What was recorded stays recorded; whoever
 * asks again with the same update id is answered from the record.
 */
function wasLetGo(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true
  if (isGrpcServiceError(error)) return error.code === FAILED_PRECONDITION
  if (!(error instanceof WorkflowUpdateFailedError)) return false
  return error.cause instanceof ApplicationFailure && error.cause.type === 'AcceptedUpdateCompletedWorkflow'
}

function isRunning(client: Client, workflowId: string): Promise<boolean> {
  return client.withDeadline(Date.now() + UPDATE_DEADLINE_MS, async () => {
    try {
      return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING'
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false
      throw error
    }
  })
}

function verdictOf(error: unknown): CountersignError | undefined {
  return error instanceof WorkflowUpdateFailedError ? fromVerdict(error.cause) : undefined
}

function unanswered(cause: unknown): CountersignError {
  return new CountersignError({
    code: 'TRY_AGAIN',
    status: 503,
    detail:
      'Your signature was kept but not answered in time. It is recorded by itself within seconds if it still counts: read this again in a moment to see whether it does.',
    retryAfterSeconds: 5,
    cause,
  })
}
