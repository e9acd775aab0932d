/** What is asked for where a policy has no words of its own for it. */
import type { RequirementSpec } from './requirement-spec.ts'
import type { SignalCode } from './signals.ts'

/** Nobody has vetted where the money goes, or it was changed of late. */
export const NEW_OR_CHANGED: readonly SignalCode[] = ['NEW_PAYEE', 'NEW_ACCOUNT', 'ACCOUNT_CHANGED', 'BANK_CHANGE']

export const DEFAULT_REVIEW: RequirementSpec = { kind: 'review', group: 'escalation', sla: 'PT8H' }
