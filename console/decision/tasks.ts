import type { Requirement, Standing } from '../api/decisions.ts'
import type { Decision } from '../api/signing.ts'

/** One thing that this person may sign for, and what they would say by it. */
export interface Task {
  readonly requirement: Omit<Requirement, 'anyOf'>
  readonly decision: Exclude<Decision, 'deny'>
}

/** What somebody in the middle of several functions does first: what only they can do. */
const FIRST: readonly Requirement['kind'][] = ['instructor_confirmation', 'review', 'approval', 'callback']

/**
 * What the service lets this person sign, what is still wanted first. A call is not signed here but at the call desk,
 * once it was made: see `callsOf`.
 */
export function tasksOf(view: Pick<Standing, 'requirements' | 'me'>): Task[] {
  return mine(view)
    .filter(({ kind }) => kind !== 'callback')
    .map((requirement) => ({ requirement, decision: requirement.kind === 'review' ? 'continue' : 'confirm' }))
}

export function callsOf(view: Pick<Standing, 'requirements' | 'me'>): Task['requirement'][] {
  return mine(view).filter(({ kind, missing }) => kind === 'callback' && missing > 0)
}

function mine({ requirements, me }: Pick<Standing, 'requirements' | 'me'>): Task['requirement'][] {
  const all = requirements.flatMap((one) => [one, ...(one.anyOf ?? [])])
  const wanted = (one: Task['requirement']): number => (one.missing > 0 ? 0 : 1)
  return all
    .filter(({ id }) => me?.may.includes(id))
    .sort((a, b) => wanted(a) - wanted(b) || FIRST.indexOf(a.kind) - FIRST.indexOf(b.kind))
}
