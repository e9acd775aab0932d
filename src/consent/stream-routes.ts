import { Router } from 'express'
import { CountersignError } from '../domain/errors.ts'
import type { Authentication } from '../people/caller.ts'
import { isSessionLive } from '../people/session-liveness.ts'
import { leaveLane } from '../platform/http/admission.ts'
import { overloaded } from '../platform/http/lane.ts'
import type { Db } from '../platform/postgres/database.ts'
import type { SubjectEvent } from './schema.ts'
import type { SubjectFeed } from './subject-feed.ts'

export interface StreamRoutes {
  readonly db: Db
  readonly auth: Authentication
  readonly feed: SubjectFeed
  /** How often a stream shows that it is alive, and looks whether its session is; 15 s unless told. */
  readonly pingMs?: number
  /** Of everybody together, at this process; 1,000 unless told. */
  readonly most?: number
}

const PING_MS = 15_000
const RETRY_MS = 3_000
const MOST = 1_000
/** Tabs one person has open at one process. Each costs a connection. */
export const STREAMS_PER_PERSON = 6
/** Whoever does not read this much is cut off rather than kept in memory. */
const BACKLOG_BYTES = 256 * 1024

/**
 * What changed, as it happens: server-sent events for the console (HTML Standard §9.2). Ids and states alone, nothing
 * that anybody could be blind for; what it means is read with the other calls.
 */
export function streamRoutes({ db, auth, feed, pingMs = PING_MS, most = MOST }: StreamRoutes): Router {
  const router = Router()
  const open = new Map<string, number>()
  let all = 0

  router.get('/v1/stream', auth.watcher, (request, response) => {
    const { personId, sessionHash } = auth.personOf(request)
    const streams = open.get(personId) ?? 0
    if (streams >= STREAMS_PER_PERSON) throw tooMany()
    if (all >= most) throw overloaded()
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Proxies that collect an answer before they pass it on would keep it for ever.
      'X-Accel-Buffering': 'no',
    })
    // Express answers HEAD by the same route, and there is nothing to wait for.
    if (request.method === 'HEAD') return void response.end()

    // From here on it only waits: its place among the requests in work is somebody else's.
    leaveLane(response)
    open.set(personId, streams + 1)
    all += 1
    const say = (text: string): void => {
      // It may have ended while the session was looked at.
      if (response.writableEnded || response.destroyed) return
      if (response.writableLength > BACKLOG_BYTES) response.destroy()
      else response.write(text)
    }
    const ping = async (): Promise<void> => {
      const live = await isSessionLive(db, sessionHash).catch(() => false)
      if (live) say(': ping\n\n')
      else response.end()
    }
    const timer = setInterval(() => void ping(), pingMs)
    const leave = feed.read({
      changed({ type, id, version, state }) {
        const event: SubjectEvent = { type, id, version, state }
        say(`event: subject\ndata: ${JSON.stringify(event)}\n\n`)
      },
      end: () => void response.end(),
    })
    response.once('close', () => {
      clearInterval(timer)
      leave()
      all -= 1
      const left = (open.get(personId) ?? 1) - 1
      if (left > 0) open.set(personId, left)
      else open.delete(personId)
    })
    say(`retry: ${RETRY_MS}\n\n`)
  })

  return router
}

function tooMany(): CountersignError {
  return new CountersignError({
    code: 'TOO_MANY_STREAMS',
    status: 429,
    detail: `You have ${STREAMS_PER_PERSON} of these open. Close a tab, then try again.`,
    retryAfterSeconds: 15,
  })
}
