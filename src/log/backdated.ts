/** A transaction writes its entries when it gets to it, and is sequenced when it commits: minutes apart at the most. */
const BACKDATED_MS = 5 * 60_000

/** Whether an entry claims to be older than what stood in the log long before it. Both in milliseconds since 1970. */
export function isBackdated(atMs: number, latestBeforeMs: number): boolean {
  return latestBeforeMs - atMs > BACKDATED_MS
}
