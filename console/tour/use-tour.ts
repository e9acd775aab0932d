import { useQuery } from '@tanstack/react-query'
import { orderQuery, subjectQuery, type Order, type Subject } from '../api/decisions.ts'
import { demoOrdersQuery, waitingAccountsQuery } from '../api/demo.ts'
import { organisationQuery } from '../api/installation.ts'
import { peopleQuery, type Person } from '../api/people.ts'
import { sessionQuery, type Session } from '../api/session.ts'
import { isSomebodyThere } from '../app/presence.ts'
import { CAST, emailOf, type Name } from './cast.ts'
import { EXTERNAL_IDS, type Example } from './examples.ts'
import { useTourMemory } from './tour-memory.ts'
import { currentStep, type Facts, type OrderFacts, type Step } from './progress.ts'

export interface Tour {
  readonly session: Session | null
  /** Null while the service has not said enough, as when nobody is signed in. */
  readonly facts: Facts | null
  readonly step: Step | null
  readonly twin: Order | null
  readonly fraud: Order | null
  /** The change that puts the supplier on file, while it waits for whoever is signed in. */
  readonly supplierChangeId: string | null
}

/** How often a step is looked after that goes on by itself. */
const LOOK_MS = 2000

/** How far the tour is, by what the service answers to whoever is signed in. */
export function useTour(): Tour {
  const session = useQuery(sessionQuery).data ?? null
  const enabled = session !== null
  const always = { enabled, refetchOnMount: 'always' as const }
  const people = useQuery({ ...peopleQuery, ...always }).data?.items
  const organisation = useQuery({ ...organisationQuery, ...always }).data
  const orders = useQuery({ ...demoOrdersQuery, ...always }).data?.items
  const accounts = useQuery({ ...waitingAccountsQuery, ...always }).data?.items
  const newest = (example: Example): string | null => {
    const found = orders?.filter((one) => one.externalId === EXTERNAL_IDS[example]) ?? []
    return found.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]?.id ?? null
  }
  const fraud = useOrder(newest('fraud'), enabled)
  const twin = useOrder(newest('twin'), enabled)
  const change = useSupplierChange(accounts?.at(-1)?.subject.id ?? null, enabled)
  const isKnown = people !== undefined && organisation !== undefined && orders !== undefined && accounts !== undefined
  const isLoaded =
    (newest('fraud') === null || fraud !== null) &&
    (newest('twin') === null || twin !== null) &&
    (accounts?.length === 0 || change !== null)

  const facts: Facts | null =
    enabled && isKnown && isLoaded
      ? {
          enrolled: new Set(CAST.filter((name) => people.some((one) => isActive(one, name)))),
          // Nothing waits for a signature any more.
          supplierIsOnFile: organisation.counterpartiesCount > 0 || accounts.length === 0,
          supplierSignedBy: new Set(change === null ? [] : signersOf(change, people)),
          fraud: fraud === null ? null : factsOf(fraud, people),
          twin: twin === null ? null : factsOf(twin, people),
        }
      : null
  const { handout, enrolledHere } = useTourMemory()
  const step = facts !== null ? currentStep(facts) : enabled || handout === null ? null : stepBefore(enrolledHere)
  return { session, facts, step, twin, fraud, supplierChangeId: change?.id ?? null }
}

/** With nobody signed in: what this page knows by itself. */
function stepBefore(enrolledHere: ReadonlySet<Name>): Step {
  return CAST.every((name) => enrolledHere.has(name)) ? 'supplierBen' : 'enrol'
}

function useSupplierChange(id: string | null, enabled: boolean): Subject | null {
  const query = useQuery({
    ...subjectQuery({ type: 'account-change', id: id ?? '' }),
    enabled: enabled && id !== null,
    refetchOnMount: 'always',
  })
  return id === null ? null : (query.data ?? null)
}

function useOrder(id: string | null, enabled: boolean): Order | null {
  const query = useQuery({
    ...orderQuery(id ?? ''),
    enabled: enabled && id !== null,
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => (goesOnByItself(state.data) && isSomebodyThere() ? LOOK_MS : false),
  })
  return id === null ? null : (query.data ?? null)
}

function goesOnByItself(order: Order | undefined): boolean {
  if (order === undefined) return false
  const isOpen = order.state === 'awaiting_evidence' || order.state === 'approved'
  return isOpen && order.requirements.every((one) => one.kind === 'cooling_off' || one.status === 'satisfied')
}

function isActive({ email, state }: Person, name: Name): boolean {
  return email === emailOf(name) && state === 'active'
}

function factsOf(order: Order, people: readonly Person[]): OrderFacts {
  const { id, state, requirements, evidence } = order
  const counting = evidence.filter((one) => one.voidedBy === null && one.decision !== 'deny')
  const signed = counting.map((one) => ({ kind: one.kind, by: nameOf(one.personId, people) }))
  return { id, state, requirements, signed }
}

function signersOf({ evidence }: Subject, people: readonly Person[]): Name[] {
  return evidence.flatMap((one) => {
    const name = one.voidedBy === null ? nameOf(one.personId, people) : null
    return name === null ? [] : [name]
  })
}

function nameOf(personId: string, people: readonly Person[]): Name | null {
  const email = people.find((person) => person.id === personId)?.email
  return CAST.find((name) => emailOf(name) === email) ?? null
}
