import type { Happening, History } from './history.ts'
import { restingState, signaturesNeeded, type KnownOrder, type Signature } from './model.ts'
import { releasedTwice, repeated, unlogged, untold } from './untold.ts'

/** What is on record of one order. */
interface Own {
  readonly found: History['orders'][number] | undefined
  /** Oldest first. */
  readonly happenings: readonly Happening[]
}

/** What must never be, whatever failed: each line is one thing that went wrong. */
export function violations(known: readonly KnownOrder[], history: History): string[] {
  const found = new Map(history.orders.map((order) => [order.id, order]))
  const happenings = new Map<string, Happening[]>()
  for (const one of history.happenings) {
    const before = happenings.get(one.orderId)
    if (before === undefined) happenings.set(one.orderId, [one])
    else before.push(one)
  }
  const lines = known.flatMap((order) => {
    const own: Own = { found: found.get(order.id), happenings: happenings.get(order.id) ?? [] }
    if (own.found === undefined) return [`LOST: ${order.id} was acknowledged and is not on record`]
    return [
      ...lost(order, own.found, own),
      ...afterItsEnd(order, own),
      ...afterHold(order, own),
      ...withoutEvidence(order, own),
      ...unlogged(order, own.found.state, own.happenings),
    ]
  })
  const onRecord = known.filter(({ id }) => found.has(id))
  const stateOf = (id: string): string => found.get(id)?.state ?? ''
  return [...lines, ...untold(onRecord, stateOf, history.events, 'the record has'), ...twice(history)]
}

/** Orders whose people have all done their part and that are not where they should be. */
export function stuck(known: readonly KnownOrder[], states: ReadonlyMap<string, string>): string[] {
  return known.flatMap((order) => {
    const state = states.get(order.id) ?? 'nowhere'
    return !order.isDone || state === restingState(order)
      ? []
      : [`${order.id} (${order.plan.invoice}) is ${state}, not ${restingState(order)}`]
  })
}

function lost(order: KnownOrder, found: History['orders'][number], { happenings }: Own): string[] {
  const lines: string[] = []
  if (found.externalId !== order.plan.invoice)
    lines.push(`LOST: ${order.id} was submitted as ${order.plan.invoice} and is on record as ${found.externalId}`)
  if (found.version < order.version)
    lines.push(`LOST: version ${order.version} of ${order.id} was acknowledged; on record is ${found.version}`)
  const given = happenings.filter((one) => one.kind === 'evidence.accepted')
  for (const signature of order.signed) {
    if (!given.some((one) => isSame(one, signature))) lines.push(`LOST: a signature of ${about(order, signature)}`)
  }
  return lines
}

function afterItsEnd(order: KnownOrder, { found }: Own): string[] {
  const state = found?.state
  return order.end === null || state === undefined || state === order.end
    ? []
    : [`UNDONE: ${order.id} was ${order.end}, as was acknowledged, and is ${state}`]
}

function afterHold(order: KnownOrder, { found, happenings: own }: Own): string[] {
  const lines: string[] = []
  const inForce = new Set<string>()
  for (const { kind, holdId } of own) {
    if (kind === 'hold.placed' && holdId !== null) inForce.add(holdId)
    if (kind === 'hold.lifted' && holdId !== null) inForce.delete(holdId)
    if (kind === 'subject.released' && inForce.size > 0)
      lines.push(`HELD: ${order.id} was released while ${[...inForce].join(' ')} held it`)
  }
  const state = found?.state ?? ''
  for (const hold of order.holds) {
    if (!own.some((one) => one.kind === 'hold.placed' && one.holdId === hold.id))
      lines.push(`LOST: the hold ${hold.id} on ${order.id} was acknowledged`)
    // From the outside alone: it was not released when the hold's answer was out, and nobody has asked to lift it.
    if (!hold.releasedBefore && !hold.liftingAsked && ['released', 'executed'].includes(state))
      lines.push(`HELD: ${order.id} is ${state} after the answer to the hold ${hold.id}`)
  }
  return lines
}

function withoutEvidence(order: KnownOrder, { happenings: own }: Own): string[] {
  const lines: string[] = []
  for (const given of own.filter(({ kind }) => kind === 'evidence.accepted')) {
    if (!order.tried.some((signature) => isSame(given, signature)))
      lines.push(`FORGED: evidence on ${order.id} version ${given.version} that ${given.personId} never signed`)
  }
  own.forEach((release, at) => {
    if (release.kind !== 'subject.released') return
    const before = own.slice(0, at).filter((one) => one.kind === 'evidence.accepted')
    const counting = before.filter((one) => one.version === release.version && one.decision !== 'deny')
    const of = (requirement: string): number =>
      new Set(counting.filter((one) => one.requirement === requirement).map(({ personId }) => personId)).size
    const needed = signaturesNeeded(order)
    if (of('approval') < needed.approvals || of('callback') < needed.callbacks || of('review') < needed.reviews)
      lines.push(`UNPROVEN: ${order.id} version ${release.version} was released before its evidence was there`)
    if (before.some((one) => one.version === release.version && one.decision === 'deny'))
      lines.push(`UNPROVEN: ${order.id} was released after it had been denied`)
    if (release.version < order.version)
      lines.push(`UNPROVEN: version ${release.version} of ${order.id} was released; ${order.version} was acknowledged`)
  })
  return lines
}

/** By order, by invoice and by what the ERP was told. */
function twice({ orders, happenings, events }: History): string[] {
  const releases = happenings.filter(({ kind }) => kind === 'subject.released').map(({ orderId }) => orderId)
  const invoiceOf = new Map(orders.map(({ id, externalId }) => [id, externalId]))
  return [
    ...repeated(releases).map((id) => `TWICE: ${id} was released more than once`),
    ...releasedTwice(events),
    ...repeated([...new Set(releases)].map((id) => invoiceOf.get(id) ?? id)).map(
      (invoice) => `TWICE: invoice ${invoice} was released by more than one order`,
    ),
  ]
}

function isSame(happening: Happening, { personId, version, decision }: Signature): boolean {
  return happening.personId === personId && happening.version === version && happening.decision === decision
}

function about(order: KnownOrder, { personId, version, decision }: Signature): string {
  return `${personId} (${decision}) on version ${version} of ${order.id} was acknowledged`
}
