import type { OrderView } from '../../orders/schema.ts'
import type { Subject } from '../../sandbox/rest-person.ts'
import type { Asked } from './colleague.ts'

type Requirement = OrderView['requirements'][number]
type Kind = Requirement['kind']

/** What an order asks for, in a line: `2 approval, instructor_confirmation, callback to payee, …`. */
export function asked(order: OrderView): string {
  return order.requirements.map(worded).sort().join(', ')
}

export function signalsOf(order: OrderView): string {
  return order.signals.map(({ code }) => code).join(' ')
}

/** Whether `later` asks at least for everything that `earlier` asked for: nobody less, nothing easier. */
export function asksNoLess(later: OrderView, earlier: OrderView): boolean {
  return earlier.requirements.every((before) => later.requirements.some((now) => covers(now, before)))
}

function covers(now: Requirement, before: Requirement): boolean {
  return (
    now.kind === before.kind &&
    now.group === before.group &&
    now.callee === before.callee &&
    now.personId === before.personId &&
    (now.quorum ?? 0) >= (before.quorum ?? 0) &&
    (now.callers ?? 0) >= (before.callers ?? 0) &&
    (now.blindEntry === true || before.blindEntry !== true)
  )
}

export function requirementOf(order: OrderView, kind: Kind): Requirement {
  const found = order.requirements.find((one) => one.kind === kind)
  if (found === undefined) throw new Error(`The order does not ask for ${kind}`)
  return found
}

/** The part of an order that somebody is asked for. */
export function askedFor(order: OrderView, kind: Kind): Asked {
  return { subject: subjectOf(order), requirementId: requirementOf(order, kind).id }
}

export function subjectOf({ id }: OrderView): Subject {
  return { type: 'order', id }
}

function worded({ kind, quorum, callee, group }: Requirement): string {
  const name = kind.replaceAll('_', ' ')
  if (kind === 'approval') return `${quorum ?? 1} ${name}s of ${group ?? ''}`
  return callee === undefined ? name : `${name} to ${callee}`
}
