import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../platform/postgres/database.ts'
import type { ConsentProcess } from './consent-process.ts'
import { readOpenIds } from './store.ts'

export interface SweeperOptions {
  readonly db: Db
  readonly process: ConsentProcess
  readonly intervalMs: number
  readonly signal: AbortSignal
  readonly onError: (error: unknown) => void
}

/**
 * The record against the process: every open subject that has no running workflow
 * gets one. A lost or deleted Temporal therefore means no more than: started again from the record.
 */
export async function sweepSubjects({ db, process, intervalMs, signal, onError }: SweeperOptions): Promise<void> {
  let after = ''
  while (!signal.aborted) {
    try {
      const open = await readOpenIds(db, after, 200)
      for (const { type, id } of open) await process.ensure(type, id)
      after = open.at(-1)?.id ?? ''
      if (open.length === 200) continue
    } catch (error) {
      onError(error)
    }
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
  }
}
