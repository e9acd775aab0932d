import { SpanKind } from '@opentelemetry/api'
import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import type { JsonObject } from '../domain/canonical-json.ts'
import { createBell, type Bell } from './bell.ts'
import type { PublishedEvent } from './events.ts'
import { gather, type Gathering } from './gather.ts'
import { OUTBOX_CHANNEL } from './outbox.ts'
import { claimDue, postpone, sequenceEvents, settle } from './outbox-store.ts'
import type { ClaimedMessage, MessageKind } from './outbox-store.ts'
import type { Db } from './postgres/database.ts'
import { listen } from './postgres/listen.ts'
import { continueTrace, type SpanOptions } from './telemetry/spans.ts'

/** `id` is a UUID and the same at every attempt: a job id or workflow request id that makes delivery idempotent. */
export type Delivery = {
  readonly id: string
  readonly attempt: number
  /** The trace in which it was written; null where nothing was traced. */
  readonly traceparent: string | null
} & (
  | { readonly kind: 'event'; readonly event: PublishedEvent }
  | { readonly kind: 'workflow'; readonly subjectType: string; readonly subjectId: string; readonly isNew: boolean }
  | {
      readonly kind: 'mail'
      readonly subjectType: string | null
      readonly subjectId: string | null
      readonly template: string
      readonly personIds: readonly string[]
      readonly data: JsonObject
    }
)

export interface RelayOptions {
  /** As `worker`. */
  readonly db: Db
  /** The same database, for the one connection that listens. */
  readonly url: string
  /** Passes a message on. Called at least once for each; a throw means: again later. */
  readonly deliver: (message: Delivery, signal: AbortSignal) => Promise<void>
  readonly onError: (error: Error, message?: { id: string; kind: MessageKind; attempt: number }) => void
  readonly signal: AbortSignal
  readonly pollMs?: number
  readonly deliverTimeoutMs?: number
  /** Wait after the nth failed attempt. */
  readonly backoffMs?: (attempt: number) => number
}

const LANES: readonly MessageKind[] = ['event', 'workflow', 'mail']
const BATCH = 20
const PLACED_AT_ONCE = 500
const RESTART_MS = 1_000
/** What is due and yet not claimed is just being claimed by another relay. */
const MIN_WAIT_MS = 10
/**
 * Under load messages are let come together, and then go by the dozen for the statements of one. The first after a
 * while of quiet goes at once.
 */
const GATHER_MS = 30
const QUIET_MS = 300
/** A message that was delivered is deleted after this at the latest, whatever else its pass still waits for. */
const SETTLE_WITHIN_MS = 50

/**
 * Moves messages out of the outbox until `signal` aborts; any number of relays may run. Each kind has a lane of its
 * own, so that a Temporal that does not answer delays workflow starts and nothing else. A message that keeps failing
 * is never dropped: it waits up to five minutes between attempts, and `countersign_outbox_age_seconds` shows it.
 */
export async function relayOutbox(options: RelayOptions): Promise<void> {
  // Each lane waits on it, and so may much else of the process: that is no leak.
  setMaxListeners(0, options.signal)
  const lanes = LANES.map((kind) => ({ kind, bell: createBell() }))
  await Promise.all([
    ...lanes.map(({ kind, bell }) => runLane(kind, bell, options)),
    listen({
      url: options.url,
      channel: OUTBOX_CHANNEL,
      onNotify(rung) {
        // Not a kind: a new connection, or a process of another version. Either may have missed any.
        const called = lanes.filter(({ kind }) => kind === rung)
        for (const { bell } of called.length === 0 ? lanes : called) bell.ring()
      },
      onError: options.onError,
      signal: options.signal,
    }),
  ])
}

async function runLane(kind: MessageKind, bell: Bell, options: RelayOptions): Promise<void> {
  const { db, signal } = options
  const settling = gather(
    async (ids: readonly string[]) => {
      await settle(db, ids)
      return ids
    },
    { ms: SETTLE_WITHIN_MS, most: BATCH },
  )
  while (!signal.aborted) {
    // From here on everything is found that was rung for before.
    bell.hush()
    const idleMs = await passOnce({ kind, settling, options })
    if (idleMs === 0) continue
    const endedAt = performance.now()
    await bell.wait(idleMs, signal)
    // Rejects when aborted, which is what the loop looks at next.
    if (performance.now() - endedAt < QUIET_MS) await sleep(GATHER_MS, undefined, { signal }).catch(() => undefined)
  }
}

interface Pass {
  readonly kind: MessageKind
  readonly settling: Gathering<string, string>
  readonly options: RelayOptions
}

/** Returns how long to wait before the next pass: not at all while there is surely more. */
async function passOnce(pass: Pass): Promise<number> {
  const { kind, settling, options } = pass
  const timeoutMs = options.deliverTimeoutMs ?? 30_000
  try {
    const placed = kind === 'event' ? await sequenceEvents(options.db, PLACED_AT_ONCE) : 0
    // Twice the time-out: nobody else takes a message that is still being delivered.
    const claim = await claimDue(options.db, { kind, limit: BATCH, leaseMs: 2 * timeoutMs })
    const claimedAt = performance.now()
    let underWay = claim.messages.length
    const delays = await Promise.all(
      claim.messages.map(async (message) => {
        const delayMs = await deliverOne(message, timeoutMs, options)
        const settled = delayMs === null ? settling.add(message.id) : undefined
        underWay -= 1
        if (underWay === 0) settling.flush()
        await settled
        return delayMs ?? Infinity
      }),
    )
    if (placed === PLACED_AT_ONCE || claim.messages.length === BATCH) return 0
    const othersMs = (claim.nextDueMs ?? Infinity) - (performance.now() - claimedAt)
    return Math.max(MIN_WAIT_MS, Math.min(othersMs, ...delays, options.pollMs ?? 5_000))
  } catch (error) {
    options.onError(asError(error))
    return RESTART_MS
  }
}

/** Returns null once it is delivered, else how long it was postponed for. */
async function deliverOne(message: ClaimedMessage, timeoutMs: number, options: RelayOptions): Promise<number | null> {
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const signal = AbortSignal.any([options.signal, timeout])
    const delivered = continueTrace(message.traceparent, `outbox ${message.kind}`, describeSpan(message), () =>
      options.deliver(asDelivery(message), signal),
    )
    // For a `deliver` that does not heed its signal.
    await Promise.race([delivered, rejectOn(timeout)])
    return null
  } catch (error) {
    options.onError(asError(error), { id: message.id, kind: message.kind, attempt: message.attempts })
    const delayMs = (options.backoffMs ?? backoffMs)(message.attempts)
    await postpone(options.db, message, delayMs)
    return delayMs
  }
}

function describeSpan({ subjectId, payload, attempts }: ClaimedMessage): SpanOptions {
  const event = { 'countersign.event.id': payload['eventId'], 'countersign.event.type': payload['type'] }
  const named = Object.entries({ 'countersign.subject.id': subjectId, ...event }).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return { kind: SpanKind.CONSUMER, attributes: { ...Object.fromEntries(named), 'countersign.attempt': attempts } }
}

/** One second, doubling to five minutes, each up to a quarter shorter so that a crowd spreads out. */
function backoffMs(attempt: number): number {
  return Math.min(1_000 * 2 ** (attempt - 1), 300_000) * (1 - Math.random() / 4)
}

function asDelivery(message: ClaimedMessage): Delivery {
  const { id, kind, subjectType, subjectId, payload, traceparent, attempts: attempt } = message
  if (kind === 'workflow') {
    const isNew = payload['isNew'] === true
    const subject = { subjectType: expectText(subjectType), subjectId: expectText(subjectId) }
    return { id, attempt, traceparent, kind, ...subject, isNew }
  }
  const data = expectObject(payload['data'])
  if (kind === 'mail') {
    const people = payload['personIds']
    const personIds = Array.isArray(people) ? people.map(expectText) : []
    const template = expectText(payload['template'])
    return { id, attempt, traceparent, kind, subjectType, subjectId, template, personIds, data }
  }
  const event: PublishedEvent = {
    id: expectText(payload['eventId']),
    type: expectText(payload['type']),
    sequence: Number(message.sequence),
    subjectType,
    subjectId: expectText(subjectId),
    data,
    occurredAt: message.createdAt,
  }
  return { id, attempt, traceparent, kind, event }
}

function expectText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`Unexpected ${typeof value} in an outbox message, expected text`)
  return value
}

function expectObject(value: unknown): JsonObject {
  if (!isObject(value)) throw new TypeError('Unexpected data in an outbox message, expected an object')
  return value
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Delivery took too long')), { once: true })
  })
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
