import { CAST, type Name } from './cast.ts'

/** One payment of the tour, as the service answers. */
export interface OrderFacts {
  readonly id: string
  readonly state: string
  readonly requirements: readonly { readonly kind: string; readonly status: string }[]
  /** Who has signed what, and it counts. */
  readonly signed: readonly { readonly kind: string | null; readonly by: Name | null }[]
}

/** All that the tour goes by. Nothing of it is remembered: it is what the service says now. */
export interface Facts {
  readonly enrolled: ReadonlySet<Name>
  readonly supplierIsOnFile: boolean
  readonly supplierSignedBy: ReadonlySet<Name>
  readonly fraud: OrderFacts | null
  readonly twin: OrderFacts | null
}

export const STEPS = [
  'enrol',
  'supplierBen',
  'supplierIvy',
  'fraudSubmit',
  'fraudDeny',
  'twinSubmit',
  'twinConfirm',
  'twinBen',
  'twinIvy',
  'twinCall',
  'twinReview',
  'twinWait',
  'token',
] as const
export type Step = (typeof STEPS)[number]

/** Whose part a step is; null where it is nobody's in particular. */
export const ACTORS: Readonly<Record<Step, Name | null>> = {
  enrol: null,
  supplierBen: 'ben',
  supplierIvy: 'ivy',
  fraudSubmit: 'ana',
  fraudDeny: 'cfo',
  twinSubmit: null,
  twinConfirm: 'cfo',
  twinBen: 'ben',
  twinIvy: 'ivy',
  twinCall: 'dan',
  twinReview: 'eve',
  twinWait: null,
  token: null,
}

const RELEASED: ReadonlySet<string> = new Set(['released', 'executed', 'failed', 'returned'])
/** Stopped before it was paid: the tour begins that payment anew. */
const GONE: ReadonlySet<string> = new Set(['denied', 'expired', 'cancelled'])

export function isDone(step: Step, { enrolled, supplierIsOnFile, supplierSignedBy, fraud, twin }: Facts): boolean {
  const live = twin === null || GONE.has(twin.state) ? null : twin
  switch (step) {
    case 'enrol':
      return CAST.every((name) => enrolled.has(name))
    case 'supplierBen':
      return supplierIsOnFile || supplierSignedBy.has('ben')
    case 'supplierIvy':
      return supplierIsOnFile
    case 'fraudSubmit':
      return fraud !== null && fraud.state !== 'cancelled' && fraud.state !== 'expired'
    case 'fraudDeny':
      return fraud?.state === 'denied'
    case 'twinSubmit':
      return live !== null
    case 'twinConfirm':
      return isMet(live, 'instructor_confirmation')
    case 'twinBen':
      return isMet(live, 'approval') || hasApproved(live, 'ben')
    case 'twinIvy':
      return isMet(live, 'approval')
    case 'twinCall':
      return isMet(live, 'callback')
    case 'twinReview':
      return isMet(live, 'review')
    case 'twinWait':
      return live !== null && RELEASED.has(live.state)
    case 'token':
      return live?.state === 'executed'
  }
}

/** The first step that is not done; the last one stays, to be read. */
export function currentStep(facts: Facts): Step {
  return STEPS.find((step) => !isDone(step, facts)) ?? 'token'
}

/** Also where policy never asked for it. */
function isMet(order: OrderFacts | null, kind: string): boolean {
  return order !== null && order.requirements.every((one) => one.kind !== kind || one.status === 'satisfied')
}

function hasApproved(order: OrderFacts | null, name: Name): boolean {
  return order !== null && order.signed.some(({ kind, by }) => kind === 'approval' && by === name)
}
