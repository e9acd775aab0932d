export interface PageAnswer {
  /** Under which it is published; https, as nothing else is in production. */
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  /** What plain http answers at that host; null: nothing listens there. */
  readonly plain: { readonly status: number; readonly location: string | null } | null
  /** The `Origin` it was asked with. */
  readonly asker: string
}

export interface Grade {
  /** Points to add; below zero is a failed test. */
  readonly score: number
  /** In words, for whoever has to mend it. */
  readonly finding: string
}
