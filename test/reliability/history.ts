/** What the record says, oldest first: read past the service, by somebody who owns the database. */
export interface History {
  readonly orders: readonly { readonly id: string; readonly externalId: string; version: number; state: string }[]
  readonly happenings: readonly Happening[]
  /** Those that have their place and those about to be given it. */
  readonly events: readonly Told[]
}

/** The entries of the log that are looked at. */
export const KINDS = [
  ...(['subject.submitted', 'subject.amended', 'subject.denied', 'subject.cancelled'] as const),
  ...(['subject.released', 'subject.executed', 'evidence.accepted', 'hold.placed', 'hold.lifted'] as const),
] as const

/** One entry of the log. */
export interface Happening {
  readonly kind: (typeof KINDS)[number]
  readonly orderId: string
  /** 0 of a hold. */
  readonly version: number
  readonly personId: string | null
  readonly decision: string | null
  /** Of the requirement that evidence answers. */
  readonly requirement: string | null
  readonly holdId: string | null
}

/** An event of the contract, wherever it was read: on record, or in the hands of the ERP. */
export interface Told {
  readonly type: string
  /** The order, or the hold. */
  readonly aboutId: string
  readonly version: number | null
}
