import { digestOf, type JsonValue } from './canonical-json.ts'
import { durationMs, type Duration } from './instant.ts'

/**
 * What policy asks for, before it is bound to people and moments. Merging two specs of one key keeps the stricter of
 * each member, so that adding a rule can never ask for less.
 */
export type RequirementSpec =
  | { readonly kind: 'approval'; readonly group: string; readonly quorum: number; readonly blindEntry: boolean }
  /** `null` in a policy: whoever the instruction claims to come from. An assessment names the person. */
  | { readonly kind: 'instructor_confirmation'; readonly personId: string | null }
  | CallbackSpec
  | { readonly kind: 'review'; readonly group: string; readonly sla: Duration }
  | { readonly kind: 'cooling_off'; readonly duration: Duration; readonly anyOf: readonly ApprovalSpec[] }

export interface CallbackSpec {
  readonly kind: 'callback'
  readonly callee: 'auto' | 'payee' | 'instructor'
  readonly contactMinAgeDays: number
  readonly callers: number
  /** The instructor to call. Absent in a policy; an assessment names the person, so that an amendment cannot swap it. */
  readonly personId?: string
}

export type RequirementKind = RequirementSpec['kind']
export type ApprovalSpec = Extract<RequirementSpec, { kind: 'approval' }>

/** Specs with the same key answer the same need and merge into one. */
export function specKey(spec: RequirementSpec): string {
  switch (spec.kind) {
    case 'approval':
      return `approval:${spec.group}`
    case 'callback':
      return spec.personId === undefined ? `callback:${spec.callee}` : `callback:${spec.callee}:${spec.personId}`
    case 'review':
      return `review:${spec.group}`
    case 'instructor_confirmation':
      return `${spec.kind}:${spec.personId ?? ''}`
    case 'cooling_off':
      return spec.kind
  }
}

/** The union of all, one per key, stricter member by member, in order of key. */
export function mergeSpecs(specs: readonly RequirementSpec[]): RequirementSpec[] {
  const byKey = new Map<string, RequirementSpec>()
  for (const spec of specs) {
    const key = specKey(spec)
    const present = byKey.get(key)
    byKey.set(key, present === undefined ? spec : stricter(present, spec))
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, spec]) => spec)
}

/** What a log entry says of them: equal digests, equal demands. */
export function specsDigest(specs: readonly RequirementSpec[]): string {
  return digestOf(JSON.parse(JSON.stringify(mergeSpecs(specs))) as JsonValue)
}

/** Whether `a` asks for at least everything `b` asks for. */
export function covers(a: readonly RequirementSpec[], b: readonly RequirementSpec[]): boolean {
  const asked = mergeSpecs(a)
  return mergeSpecs(b).every((spec) => includes(asked, spec) || givesWay(spec, asked))
}

function includes(asked: readonly RequirementSpec[], spec: RequirementSpec): boolean {
  return JSON.stringify(mergeSpecs([...asked, spec])) === JSON.stringify(asked)
}

/** A call to the instructor gives way to the same call to the payee, but only where the instructor's own key signs. */
function givesWay(spec: RequirementSpec, asked: readonly RequirementSpec[]): boolean {
  if (spec.kind !== 'callback' || spec.callee !== 'instructor' || spec.personId === undefined) return false
  const { personId, ...call } = spec
  return includes(asked, { kind: 'instructor_confirmation', personId }) && includes(asked, { ...call, callee: 'payee' })
}

function stricter(a: RequirementSpec, b: RequirementSpec): RequirementSpec {
  if (a.kind === 'approval' && b.kind === 'approval') {
    return { ...a, quorum: Math.max(a.quorum, b.quorum), blindEntry: a.blindEntry || b.blindEntry }
  }
  if (a.kind === 'callback' && b.kind === 'callback') {
    return {
      ...a,
      contactMinAgeDays: Math.max(a.contactMinAgeDays, b.contactMinAgeDays),
      callers: Math.max(a.callers, b.callers),
    }
  }
  if (a.kind === 'review' && b.kind === 'review') {
    return { ...a, sla: durationMs(a.sla) <= durationMs(b.sla) ? a.sla : b.sla }
  }
  if (a.kind === 'cooling_off' && b.kind === 'cooling_off') {
    const longer = durationMs(a.duration) >= durationMs(b.duration) ? a : b
    // An alternative stands only where both offer it, at the stricter of the two quorums.
    const anyOf = a.anyOf.flatMap((one) =>
      b.anyOf.filter((other) => specKey(other) === specKey(one)).map((other) => stricter(one, other) as ApprovalSpec),
    )
    return { ...longer, anyOf }
  }
  return a
}
