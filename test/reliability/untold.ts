import type { Happening, Told } from './history.ts'
import type { KnownOrder } from './model.ts'

/** What happened once, and left one entry in the log and one event behind. */
interface Trace {
  readonly what: string
  readonly entry: Happening['kind']
  readonly event: string
  readonly aboutId: string
  /** Null where it may be any. */
  readonly version: number | null
}

/** What somebody was told is so, and what follows from the state in which the order is on record. */
function tracesOf({ id, version, end, holds }: KnownOrder, state: string): Trace[] {
  const trace = (name: string, entry: Happening['kind'], event: string, of: number | null = null): Trace => ({
    ...{ what: `${name} of ${id}`, entry, event: `payment_order.${event}`, aboutId: id, version: of },
  })
  return [
    trace('submission', 'subject.submitted', 'received', 1),
    ...Array.from({ length: version - 1 }, (_, index) =>
      trace(`version ${index + 2}`, 'subject.amended', 'amended', index + 2),
    ),
    ...(end === 'denied' ? [trace('denial', 'subject.denied', 'denied')] : []),
    ...(end === 'cancelled' ? [trace('cancellation', 'subject.cancelled', 'cancelled')] : []),
    ...(['released', 'executed'].includes(state) ? [trace('release', 'subject.released', 'released')] : []),
    ...(state === 'executed' ? [trace('payment', 'subject.executed', 'reported')] : []),
    ...holds.map((hold): Trace => {
      const what = `hold ${hold.id} on ${id}`
      return { what, entry: 'hold.placed', event: 'hold.placed', aboutId: hold.id, version: null }
    }),
  ]
}

/** What was done and is not in the log. */
export function unlogged(order: KnownOrder, state: string, happenings: readonly Happening[]): string[] {
  return tracesOf(order, state).flatMap(({ what, entry, aboutId, version }) =>
    happenings.some(
      (one) =>
        one.kind === entry && (one.holdId ?? one.orderId) === aboutId && (version === null || one.version === version),
    )
      ? []
      : [`UNLOGGED: the ${what}: the log has no entry ${entry}`],
  )
}

/** What was done and these events do not tell of. */
export function untold(
  known: readonly KnownOrder[],
  stateOf: (orderId: string) => string,
  told: readonly Told[],
  by: string,
): string[] {
  const about = new Map<string, Told[]>()
  for (const one of told) {
    const before = about.get(one.aboutId)
    if (before === undefined) about.set(one.aboutId, [one])
    else before.push(one)
  }
  return known.flatMap((order) =>
    tracesOf(order, stateOf(order.id)).flatMap(({ what, event, aboutId, version }) =>
      about.get(aboutId)?.some((one) => one.type === event && (version === null || one.version === version)) === true
        ? []
        : [`UNTOLD: the ${what}: ${by} no ${event}`],
    ),
  )
}

/** More than one event that an order was released, whoever counts them. */
export function releasedTwice(told: readonly Told[]): string[] {
  return repeated(told.filter(({ type }) => type === 'payment_order.released').map(({ aboutId }) => aboutId)).map(
    (id) => `TWICE: more than one event says that ${id} was released`,
  )
}

export function repeated(list: readonly string[]): string[] {
  const seen = new Set<string>()
  return [...new Set(list.filter((item) => seen.has(item) || !seen.add(item)))]
}
