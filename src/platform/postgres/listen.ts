import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { OUR_END, THEIR_END } from './both-ends.ts'

export interface ListenOptions {
  readonly url: string
  readonly channel: string
  /**
   * With the payload; and with null after each (re)connection: what was notified while nobody listened is gone.
   */
  readonly onNotify: (payload: string | null) => void
  readonly onError: (error: Error) => void
  readonly signal: AbortSignal
}

const RECONNECT_MS = 1_000

/**
 * Listens on one connection of its own, and on a new one whenever that breaks, until `signal` aborts. Notifications
 * only save waiting: whoever uses this must poll as well.
 */
export async function listen(options: ListenOptions): Promise<void> {
  while (!options.signal.aborted) {
    try {
      await listenOnce(options)
    } catch (error) {
      options.onError(error instanceof Error ? error : new Error(String(error)))
      // Rejects when aborted, which is what the loop looks at next.
      await sleep(RECONNECT_MS, undefined, { signal: options.signal }).catch(() => {})
    }
  }
}

async function listenOnce({ url, channel, onNotify, signal }: ListenOptions): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'countersign-listen',
    ...OUR_END,
    connectionTimeoutMillis: 10_000,
  })
  const { promise: over, resolve, reject } = deferred()
  client.on('error', reject)
  client.on('notification', ({ payload = '' }) => onNotify(payload))
  signal.addEventListener('abort', resolve)
  // A break before `over` is awaited must not count as unhandled.
  over.catch(() => {})
  try {
    await client.connect()
    await client.query(`${THEIR_END}; LISTEN ${client.escapeIdentifier(channel)}`)
    onNotify(null)
    if (!signal.aborted) await over
  } finally {
    signal.removeEventListener('abort', resolve)
    await client.end().catch(() => {})
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve = (): void => {}
  let reject = (_error: Error): void => {}
  const promise = new Promise<void>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  return { promise, resolve, reject }
}
