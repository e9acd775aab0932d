import { setTimeout as sleep } from 'node:timers/promises'
import { createBell } from '../platform/bell.ts'
import type { Db } from '../platform/postgres/database.ts'
import { listen } from '../platform/postgres/listen.ts'
import { readOpenStandings, readStandings, type SubjectStanding } from './list-store.ts'

/** One who is told. `end` says: something may have been missed, read everything again. */
export interface FeedReader {
  changed(subject: SubjectStanding): void
  end(): void
}

/** What changes in the record, in this process or any other. */
export interface SubjectFeed {
  /** Returns how to stop. */
  read(reader: FeedReader): () => void
  /** Ends all readers. */
  stop(): Promise<void>
}

export interface FeedOptions {
  readonly db: Db
  /** Where to listen: one connection for the whole process, however many read. */
  readonly url: string
  readonly onError: (error: unknown) => void
}

const CHANNEL = 'countersign_subject'
/** What a transaction and its neighbours changed is told at once, as it then stands: how many steps it took is not. */
const GATHER_MS = 50
const IDLE_MS = 60_000
/** A hold on everything concerns all that is open. Beyond this many a console reads its page again anyway. */
const MOST_AT_ONCE = 2_000

/**
 * Hears ids (migration 0112) and reads from the record what became of them. Ids are gathered first, so a denial that
 * also raised an alarm reads like any other: one change, to `denied`.
 */
export function createSubjectFeed({ db, url, onError }: FeedOptions): SubjectFeed {
  const stopping = new AbortController()
  const { signal } = stopping
  const bell = createBell()
  const readers = new Set<FeedReader>()
  let heard = new Set<string>()

  const endAll = (): void => {
    for (const reader of readers) reader.end()
  }
  const listening = listen({
    url,
    channel: CHANNEL,
    signal,
    onError,
    onNotify(id) {
      // A new connection: what was said while there was none is gone, so everybody starts anew.
      if (id === null) return endAll()
      if (readers.size === 0) return
      heard.add(id)
      bell.ring()
    },
  })
  const telling = tell()

  async function tell(): Promise<void> {
    while (!signal.aborted) {
      await bell.wait(IDLE_MS, signal)
      if (heard.size === 0) continue
      await sleep(GATHER_MS, undefined, { signal }).catch(() => undefined)
      const ids = heard
      heard = new Set()
      try {
        const standings = await standingsOf(ids)
        for (const reader of readers) for (const subject of standings) reader.changed(subject)
      } catch (error) {
        onError(error)
        endAll()
      }
    }
  }

  async function standingsOf(ids: ReadonlySet<string>): Promise<SubjectStanding[]> {
    const named = await readStandings(
      db,
      [...ids].filter((id) => id !== '*'),
    )
    if (!ids.has('*')) return named
    const open = await readOpenStandings(db, MOST_AT_ONCE)
    return [...named.filter((one) => open.every((other) => other.id !== one.id)), ...open]
  }

  return {
    read(reader) {
      if (signal.aborted) reader.end()
      else readers.add(reader)
      return () => void readers.delete(reader)
    },
    async stop() {
      stopping.abort()
      endAll()
      await Promise.allSettled([listening, telling])
    },
  }
}
