import type { Standing } from '../api/decisions.ts'

export interface TimelineItem {
  readonly key: string
  readonly at: string
  readonly kind: string
  readonly by: string | null
  readonly version: number
  /** It was evidence once, and an amendment or a revoked key took that away. */
  readonly isVoid: boolean
  readonly logIndex: number | null
  /** Why it was cancelled, in somebody's own words. */
  readonly reason: string | null
}

/** The timeline together with what the evidence in it is worth now. */
export function timelineOf({ timeline, evidence }: Pick<Standing, 'timeline' | 'evidence'>): TimelineItem[] {
  return timeline.map((item, index) => {
    const signed = evidence.find(
      (one) =>
        one.personId === item.by &&
        one.acceptedAt === item.at &&
        one.subject.version === item.version &&
        item.kind === `${one.kind ?? 'person'}.${one.decision}`,
    )
    return {
      ...item,
      key: `${index} ${item.at} ${item.kind}`,
      isVoid: signed !== undefined && signed.voidedBy !== null,
      logIndex: signed?.logIndex ?? null,
      reason: item.reason ?? null,
    }
  })
}
