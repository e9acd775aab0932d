import type { Assessment } from './assess-order.ts'
import { DEFAULT_REVIEW } from './defaults.ts'
import { coolingOff, payeeCallbacks } from './floor.ts'
import { durationMs, plus, type Instant } from './instant.ts'
import type { Policy } from './policy.ts'
import { bindSpecs } from './requirement.ts'
import { mergeSpecs, type ApprovalSpec, type RequirementSpec } from './requirement-spec.ts'
import { signal, type Signal } from './signals.ts'
import type { SubjectType } from './subject.ts'
import type { Asking } from './waits.ts'

export type ChangeType = Exclude<SubjectType, 'order' | 'batch'>

export interface ChangeToAssess extends Asking {
  readonly type: ChangeType
  readonly subjectId: string
  readonly startedAt: Instant
  /** Counterparties of the organisation's file at set-up: a second person checking provenance stands in for age. */
  readonly onboarding: boolean
  /** Payees on file are called at a contact on file; a new one has none, so a reviewer checks provenance instead. */
  readonly payeeIsOnFile: boolean
  /** It takes an account or a contact off file: `isRemoval`. */
  readonly removal: boolean
  /** Somebody said no to one like it, raised an alarm about it, or had it taken off file, of late: `repeatsRefused`. */
  readonly resubmitted: boolean
  /** In the demo and sandbox profiles a first key needs nobody's consent. */
  readonly exempt: boolean
  /** A key on record vouches for the one that is to count. A first key has nobody's word but the administrators'. */
  readonly isEndorsed?: boolean
  /** The lifting of a hold on somebody without whom too few of those who lift are left: `liftingTerms`. */
  readonly leftToAdministrators?: boolean
}

/** A policy's `expire` is for payments; people who have yet to enrol their keys need longer to sign a change. */
const LEAST_TIME = 'P14D'

/** A key that expired would be lost with the invitation it spent, so it waits longer than anything else. */
const LEAST_TIME_OF_KEYS = 'P30D'

/** What changes to the record itself need: approvals by the group of the policy's largest quorum, at least two people. */
export function assessChange(policy: Policy, change: ChangeToAssess): Assessment {
  const specs = change.exempt ? [] : mergeSpecs(specsFor(policy, change))
  const signals = signalsFor(change)
  return {
    signals,
    specs,
    requirements: bindSpecs(specs, {
      ...change,
      version: 1,
      because: signals.map((found) => found.code),
    }),
    expiresAt: plus(
      change.startedAt,
      Math.max(durationMs(policy.expire), durationMs(change.type === 'key-change' ? LEAST_TIME_OF_KEYS : LEAST_TIME)),
    ),
    addedBy: [],
    relaxedBy: [],
  }
}

function specsFor(policy: Policy, change: ChangeToAssess): RequirementSpec[] {
  const quorum = quorumOf(policy)
  switch (change.type) {
    case 'account-change': {
      // What goes off file may be in a fraudster's hands: it goes at once, and nobody is called at it first.
      if (change.onboarding || change.removal) return [quorum]
      // A number that came with the account proves nothing about it (docs/adr/0010).
      const checked = change.payeeIsOnFile ? payeeCallbacks(policy) : reviews(policy)
      return [quorum, ...checked, ...(change.resubmitted ? reviews(policy) : []), coolingOff(policy)]
    }
    case 'contact-change':
    case 'policy-change':
      return [quorum]
    case 'hold':
      return [change.leftToAdministrators === true ? administrators(2) : quorum]
    case 'key-change':
      return [administrators(change.isEndorsed === true ? 1 : policy.firstKeyAdministrators)]
    case 'person-change':
      return [administrators(2)]
  }
}

function administrators(quorum: number): ApprovalSpec {
  return { kind: 'approval', group: 'role:administrator', quorum, blindEntry: false }
}

/** The policy's reviews, all of them, else one by the escalation group: a second function, with a written reason. */
function reviews(policy: Policy): RequirementSpec[] {
  const own = policy.base.filter((spec) => spec.kind === 'review')
  return own.length === 0 ? [DEFAULT_REVIEW] : own
}

function quorumOf(policy: Policy): RequirementSpec {
  const approvals = policy.base.filter((spec) => spec.kind === 'approval')
  const strictest = approvals.reduce<ApprovalSpec | null>((a, b) => (a === null || b.quorum > a.quorum ? b : a), null)
  return {
    kind: 'approval',
    group: strictest?.group ?? 'role:approver',
    quorum: Math.max(2, strictest?.quorum ?? 2),
    blindEntry: false,
  }
}

function signalsFor(change: ChangeToAssess): Signal[] {
  if (change.type !== 'account-change' || change.removal) return []
  const signals = [
    change.payeeIsOnFile
      ? signal('BANK_CHANGE', 'The bank details of a payee on file are to change.')
      : signal('NEW_PAYEE', 'A new payee is to be put on file.'),
  ]
  if (change.resubmitted)
    signals.push(
      signal(
        'RESUBMITTED',
        'A change like this one was denied, stopped by an alarm, or taken back by another one, within the last 30 days.',
      ),
    )
  return signals
}
