import type { Request, RequestHandler, Response } from 'express'
import { createLane, overloaded, type Lane, type LaneSize, type Leave } from './lane.ts'

/**
 * Who shares places with whom. What an ERP or a crowd asks for never takes the place of somebody who signs, denies or
 * holds: each lane has places of its own, and there are enough connections to the database for all of them.
 */
const LANES = ['holds', 'decisions', 'reading', 'clients', 'files', 'public'] as const
type LaneName = (typeof LANES)[number]

/** Of all requests in work. Holds need few places, but always some. */
const SHARES: Readonly<Record<LaneName, number>> = {
  holds: 0.1,
  decisions: 0.2,
  reading: 0.15,
  clients: 0.4,
  files: 0.1,
  public: 0.05,
}
const LINE_PER_PLACE = 16
const PATIENCE_MS = 5_000
/** A person at the kill switch waits rather than tries again; a file is worth waiting for, too. */
const LONG_PATIENCE_MS = 20_000
/** A file that waits is up to 64 MiB of memory. */
const FILES_IN_LINE = 2

/** How many requests of each kind are in work at a time, of `concurrency` in all: the setting API_CONCURRENCY. */
export function laneSizes(concurrency: number): Readonly<Record<LaneName, LaneSize>> {
  const sizes = LANES.map((name): [LaneName, LaneSize] => {
    const places = Math.max(1, Math.round(concurrency * SHARES[name]))
    const isPatient = name === 'holds' || name === 'files'
    const line = name === 'files' ? FILES_IN_LINE : places * LINE_PER_PLACE
    return [name, { places, line, patienceMs: isPatient ? LONG_PATIENCE_MS : PATIENCE_MS }]
  })
  return Object.fromEntries(sizes) as Record<LaneName, LaneSize>
}

/** How many database connections requests need at once, if each uses one. */
export function placesIn(concurrency: number): number {
  return Object.values(laneSizes(concurrency)).reduce((sum, { places }) => sum + places, 0)
}

export interface Admission {
  /** Before a body is read: who would not find a place in line is sent away at once, with 503 `OVERLOADED`. */
  readonly knock: RequestHandler
  /** Once the body is there, so that a slow sender holds up nobody: waits for a place, and keeps it until the answer. */
  readonly enter: RequestHandler
  /** Around what reads a file: its place is free meanwhile; to work on the file takes one in the lane for files. */
  file(read: RequestHandler): RequestHandler
}

export function createAdmission(concurrency: number): Admission {
  const sizes = laneSizes(concurrency)
  const lanes = Object.fromEntries(LANES.map((name) => [name, createLane(sizes[name])])) as Record<LaneName, Lane>

  return {
    knock: (request, _response, next) => {
      const name = laneOf(request)
      if (name !== null && lanes[name].isFull()) throw overloaded()
      next()
    },
    enter: async (request, response, next) => {
      const name = laneOf(request)
      if (name === null || (await take(lanes[name], response))) next()
    },
    file: (read) => async (request, response, next) => {
      leaveLane(response)
      if (lanes.files.isFull()) throw overloaded()
      const error = await new Promise<unknown>((resolve) => void read(request, response, resolve))
      if (error !== undefined) return next(error)
      if (await take(lanes.files, response)) next()
    },
  }
}

const places = new WeakMap<Response, Leave>()

/** For a request that is answered, or only waits from here on, as a stream does: somebody else may have its place. */
export function leaveLane(response: Response): void {
  places.get(response)?.()
  places.delete(response)
}

/** How long work goes on after its caller has gone away, at most: then something else is wrong with it. */
const ABANDONED_MS = 60_000

/** False where the caller went away while waiting: nobody is there to be answered, and nothing was begun. */
async function take(lane: Lane, response: Response): Promise<boolean> {
  const gone = new AbortController()
  const onClose = (): void => gone.abort()
  if (response.destroyed) return false
  response.once('close', onClose)
  let leave: Leave
  try {
    leave = await lane.enter(gone.signal)
  } catch (error) {
    if (gone.signal.aborted) return false
    throw error
  } finally {
    response.off('close', onClose)
  }
  if (response.destroyed) {
    leave()
    return false
  }
  places.set(response, leave)
  // Not with its connection: whoever goes away leaves us with the work, and must not get a second place by that.
  response.once('prefinish', () => leaveLane(response))
  response.once('close', () => {
    if (!response.writableEnded) setTimeout(() => leaveLane(response), ABANDONED_MS).unref()
  })
  return true
}

const HOLDING = /^\/v1\/(?:holds|impersonation-reports)\/?$/
/** Waits for no worker and no workflow, so it is not behind those who wait for one: without a session nobody holds. */
const SIGNING_IN = /^\/v1\/sessions(?:\/|$)/
const SUBMITTING = /^\/v1\/payment-(?:orders|batches)(?:\/|$)/
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Null for what asks nothing of the record, and for probes and metrics, which must answer above all when it is full. */
function laneOf(request: Request): LaneName | null {
  const path = request.path.toLowerCase()
  if (!path.startsWith('/v1/') && !path.startsWith('/.well-known/')) return null
  if (request.get('authorization') !== undefined) return 'clients'
  if (READING.has(request.method)) return request.get('cookie') === undefined ? 'public' : 'reading'
  if (HOLDING.test(path)) return 'holds'
  if (SIGNING_IN.test(path)) return 'reading'
  return SUBMITTING.test(path) ? 'clients' : 'decisions'
}
