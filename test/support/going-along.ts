import type { SubjectView } from '../../src/consent/schema.ts'
import { Refusal } from './http.ts'
import type { Person, SigningOptions, Subject } from './people.ts'

type Requirement = SubjectView['requirements'][number]
type Stated = NonNullable<SigningOptions['blindEntry']>

export interface Conduct {
  /** Those who do what is asked of them, each as far as they are entitled. */
  readonly people: readonly Person[]
  /** What approvers type from the invoice in their hands. */
  readonly invoice: Stated
  /** What the person at the number on file says, once reached; null: that they know nothing of it. */
  readonly callee: Stated | null
  readonly contactedBy?: SigningOptions['contactedBy']
}

/**
 * People answer everything that waits for them, until nothing is left that any of them can do: an honest day's work
 * when all of them know what they do, and the whole staff deceived when they do not. Answers with what was refused.
 */
export async function goAlong(subject: Subject, conduct: Conduct): Promise<Refusal[]> {
  const [reader] = conduct.people
  if (reader === undefined) return []
  const refusals: Refusal[] = []
  const tried = new Set<string>()
  for (;;) {
    const standing = await reader.read(subject)
    const task = standing.state === 'awaiting_evidence' ? nextTask(standing, conduct, tried) : undefined
    if (task === undefined) return refusals
    tried.add(`${task.requirement.id} ${task.person.id}`)
    try {
      await answer(subject, task, conduct)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusals.push(error)
    }
  }
}

interface Task {
  readonly requirement: Requirement
  readonly person: Person
}

function nextTask(standing: SubjectView, { people }: Conduct, tried: ReadonlySet<string>): Task | undefined {
  const waiting = standing.requirements.filter(({ status, kind }) => status === 'waiting' && kind !== 'cooling_off')
  const tasks = waiting.flatMap((requirement) => people.map((person) => ({ requirement, person })))
  return tasks.find(({ requirement, person }) => {
    return requirement.eligible.includes(person.id) && !tried.has(`${requirement.id} ${person.id}`)
  })
}

async function answer(subject: Subject, { requirement, person }: Task, conduct: Conduct): Promise<void> {
  const { invoice, callee, contactedBy = 'none' } = conduct
  switch (requirement.kind) {
    case 'approval': {
      const typed = requirement.blindEntry === true ? { blindEntry: invoice } : {}
      await person.sign(subject, requirement.id, 'confirm', { contactedBy, ...typed })
      return
    }
    case 'callback': {
      const { id } = await person.openCallback(requirement.id)
      await person.recordCall(id, callee === null ? { outcome: 'refused' } : { stated: callee })
      if (callee !== null) await person.sign(subject, requirement.id, 'confirm', { contactedBy })
      return
    }
    case 'review':
      await person.sign(subject, requirement.id, 'continue', {
        contactedBy,
        reason: 'Compared with contract and invoice.',
      })
      return
    case 'instructor_confirmation':
      await person.sign(subject, requirement.id, 'confirm', { contactedBy })
      return
    case 'cooling_off':
  }
}
