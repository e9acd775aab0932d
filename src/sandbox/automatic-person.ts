import { Refusal } from '../platform/http/rest-api.ts'
import type { Person, Subject } from './rest-person.ts'
import type { Steering } from './steering.ts'

type Task = Awaited<ReturnType<Person['inbox']>>[number]

/** Amount and account ending of a payment, the ending alone of an account. */
interface Stated {
  readonly amount?: string
  readonly accountLast4: string
}

/** What stands in for paper: the invoice in an approver's hand, and what the payee has in theirs. */
export interface Paper {
  readonly steering: Steering
  /** Null for what has no amount and account. */
  readonly stated: Stated | null
}

/** What automatic people decide on; keys and policies are for the integrator's own people. */
const SUBJECTS = ['order', 'account-change', 'contact-change', 'hold'] as const

export function asSubject({ subject }: Task): Subject | null {
  const type = SUBJECTS.find((known) => known === subject.type)
  return type === undefined ? null : { type, id: subject.id }
}

/** One person answers one thing that waits for them, by the calls and with the key that anybody would use. */
export async function answerTask(person: Person, task: Task, subject: Subject, paper: Paper): Promise<void> {
  const { steering, stated } = paper
  if (steering === 'SANDBOX-EXPIRE') return
  if (steering === 'SANDBOX-DENY') {
    await person.sign(subject, task.requirementId, 'deny', { reason: steering })
    return
  }
  if (steering === 'SANDBOX-HOLD') await holdOnce(person, subject)
  switch (task.kind) {
    case 'approval':
      await approve(person, task, subject, stated)
      return
    case 'review':
      await person.sign(subject, task.requirementId, 'continue', { reason: 'Automatic, in the sandbox.' })
      return
    case 'callback': {
      const { id } = await person.openCallback(task.requirementId)
      const suspicious = steering === 'SANDBOX-SUSPICIOUS' || stated === null
      await person.recordCall(id, suspicious ? { outcome: 'suspicious' } : { stated })
      if (!suspicious) await person.sign(subject, task.requirementId, 'confirm')
      return
    }
    default:
      await person.sign(subject, task.requirementId, 'confirm')
  }
}

/** Types amount and account where that is asked, as from the invoice. */
async function approve(person: Person, task: Task, subject: Subject, stated: Stated | null): Promise<void> {
  const { requirements } = await person.read(subject)
  const isBlind = requirements.find(({ id }) => id === task.requirementId)?.blindEntry === true
  const typed = isBlind && stated?.amount !== undefined ? { blindEntry: { ...stated, amount: stated.amount } } : {}
  await person.sign(subject, task.requirementId, 'confirm', typed)
}

/** Whoever comes first places it; the others see it. It stays until the integrator's own people lift it. */
async function holdOnce(person: Person, subject: Subject): Promise<void> {
  const { holds } = await person.read(subject)
  // One that came with another payment like this one may be lifted by itself.
  if (holds.some(({ through }) => through === null)) return
  const hold = { scope: 'order', target: subject.id, reason: 'SANDBOX-HOLD' }
  const answer = await person.api.post('/v1/holds', hold)
  answer.body()
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof Refusal && error.status === 401
}
