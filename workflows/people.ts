/**
 * One piece of the worker's own work on people and keys, asked for by the API: it alone writes them. The record makes
 * it idempotent; the workflow makes sure that it happens although a process dies in between.
 */
import { proxyLocalActivities } from '@temporalio/workflow'
import { VERDICT, type PeopleActivities, type PeopleWork, type PeopleWorkResult } from './contract.ts'

const { peopleWork } = proxyLocalActivities<PeopleActivities>({
  startToCloseTimeout: '20 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '10 seconds', nonRetryableErrorTypes: [VERDICT] },
})

export async function people(work: PeopleWork): Promise<PeopleWorkResult> {
  return peopleWork(work)
}
