import { WorkflowFailedError, type Client } from '@temporalio/client'
import { ActivityFailure } from '@temporalio/common'
import type { PeopleWork, PeopleWorkResult } from '../../workflows/contract.ts'
import { fromVerdict } from '../platform/temporal/verdict.ts'
import { CountersignError } from '../domain/errors.ts'
import type { EnrolledKey, GenesisStanding, PeopleProcess, RenewedInvitation } from './people-process.ts'

const DEADLINE_MS = 20_000

/** The API's side of the worker's work on people and keys. */
export function createTemporalPeople(client: Client, taskQueue: string): PeopleProcess {
  /** Whoever asks for the same `occasion` meanwhile gets the same answer: it has all that the answer rests on. */
  async function run(
    verb: PeopleWork['verb'],
    args: readonly string[],
    occasion = args[0] ?? '',
  ): Promise<PeopleWorkResult> {
    const options = {
      workflowId: `people-${verb}-${occasion}`,
      taskQueue,
      workflowIdConflictPolicy: 'USE_EXISTING' as const,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
      args: [{ verb, args }] as [PeopleWork],
    }
    try {
      return await client.withDeadline(Date.now() + DEADLINE_MS, () =>
        client.workflow.execute<(work: PeopleWork) => Promise<PeopleWorkResult>>('people', options),
      )
    } catch (error) {
      throw verdictOf(error) ?? unanswered(error)
    }
  }

  return {
    enrol: async (challengeId) => (await run('enrol', [challengeId])) as unknown as EnrolledKey,
    addKey: async (challengeId) => (await run('addKey', [challengeId])) as unknown as EnrolledKey,
    invite: async ({ tokenHash, personId, invitedBy }) =>
      (await run('invite', [tokenHash, personId, invitedBy])) as unknown as RenewedInvitation,
    revokeKey: async ({ keyId, personId, sessionKeyId, challengeId }) => {
      const signed = challengeId === null ? [] : [challengeId]
      await run('revokeKey', [keyId, personId, sessionKeyId, ...signed], [keyId, sessionKeyId, ...signed].join('-'))
    },
    confirmGenesis: async (challengeId) => (await run('confirmGenesis', [challengeId])) as unknown as GenesisStanding,
    foundDemoCompany: async ({ id, sealedSeed, until }) => {
      await run('foundDemoCompany', [id, sealedSeed, until])
    },
  }
}

/** The worker's side: dispatches to the activities, whatever the verb. */
export function createPeopleWork(process: PeopleProcess): (work: PeopleWork) => Promise<PeopleWorkResult> {
  return async ({ verb, args }) => {
    const [first = '', second = '', third = '', fourth = null] = args
    switch (verb) {
      case 'enrol':
        return { ...(await process.enrol(first)) }
      case 'addKey':
        return { ...(await process.addKey(first)) }
      case 'invite':
        return { ...(await process.invite({ tokenHash: first, personId: second, invitedBy: third })) }
      case 'revokeKey':
        await process.revokeKey({ keyId: first, personId: second, sessionKeyId: third, challengeId: fourth })
        return {}
      case 'confirmGenesis':
        return { ...(await process.confirmGenesis(first)) }
      case 'foundDemoCompany':
        await process.foundDemoCompany({ id: first, sealedSeed: second, until: third })
        return {}
    }
  }
}

function verdictOf(error: unknown): CountersignError | undefined {
  if (!(error instanceof WorkflowFailedError)) return undefined
  return fromVerdict(error.cause instanceof ActivityFailure ? error.cause.cause : error.cause)
}

function unanswered(cause: unknown): CountersignError {
  return new CountersignError({
    code: 'TRY_AGAIN',
    status: 503,
    detail: 'This could not be done right now. Try again in a moment.',
    retryAfterSeconds: 5,
    cause,
  })
}
