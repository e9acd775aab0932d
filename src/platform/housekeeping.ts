import { setTimeout as sleep } from 'node:timers/promises'

export interface Housekeeping {
  readonly intervalMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/**
 * Does what nobody waits for, a page at a time until a page was empty, and again after a while, until `signal` aborts.
 * Any number may run: a page is safe to meet itself.
 */
export async function keepHouse(
  { intervalMs, signal, onError }: Housekeeping,
  page: () => Promise<number>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      while ((await page()) > 0 && !signal.aborted);
    } catch (error) {
      onError(error)
    }
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
  }
}
