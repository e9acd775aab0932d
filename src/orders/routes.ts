import { Router, type Request } from 'express'
import { readHead } from '../consent/read-head.ts'
import { viewerOf, type Viewer } from '../consent/read-subject.ts'
import type { SubjectHead, SubjectKinds } from '../consent/subject-kind.ts'
import { withdraw } from '../consent/withdraw-subject.ts'
import { canonicalizeJson, sha256Hex } from '../domain/canonical-json.ts'
import { CountersignError, notFound } from '../domain/errors.ts'
import type { SubjectState } from '../domain/subject-states.ts'
import type { Authentication, Caller } from '../people/caller.ts'
import { now as readNow } from '../platform/clock.ts'
import { etagOf, requireIfMatch } from '../platform/http/etag.ts'
import { withIdempotency } from '../platform/http/idempotency.ts'
import { createIntake, type Intake } from '../platform/http/intake.ts'
import { bodyIfAny } from '../platform/http/unread-body.ts'
import type { Db, Tx } from '../platform/postgres/database.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { addComment } from './add-comment.ts'
import { commenter, reader, submitter } from './admit-caller.ts'
import { amendOrder, lockOwnOrder } from './amend-order.ts'
import { ATTACHMENT_LIMIT_BYTES, attachFile } from './attach-file.ts'
import { listOrders } from './list-orders.ts'
import { toContent } from './order-content.ts'
import { digestFile } from './digest-file.ts'
import { createPain001Reader, type Pain001Reader } from './pain001/create-pain001-reader.ts'
import type { Pain001Message } from './pain001/transaction.ts'
import {
  AmendBody,
  ATTACHMENT_TYPES,
  AttachmentQuery,
  BatchBody,
  BatchQuery,
  CancelBody,
  CommentBody,
  ListQuery,
  OrderBody,
  PAYMENT_FILE_TYPES,
} from './schema.ts'
import { readOrder } from './store.ts'
import { orderBodies, submitBatch, type Batch } from './submit-batch.ts'
import { submitOrder, submitterOf } from './submit-order.ts'
import { viewOrderContext } from './order-context.ts'
import { viewOrder } from './view-order.ts'

export interface OrderRoutes {
  readonly db: Db
  readonly kinds: SubjectKinds
  readonly auth: Authentication
  readonly timeScale: number
  /** How much is taken in at a time, and files of which size; its own unless others share it. */
  readonly intake?: Intake
  /** Reads payment files; its own, for as long as the process lives, unless somebody else ends it. */
  readonly paymentFiles?: Pain001Reader
}

/** Submitting, reading, amending and cancelling payment orders. */
export function orderRoutes(options: OrderRoutes): Router {
  const { db, kinds, auth, timeScale, intake = createIntake(), paymentFiles = createPain001Reader() } = options
  const router = Router()
  const answerFor = (caller: Caller): Viewer => (caller.kind === 'client' ? { kind: 'full' } : viewerOf(caller))
  const view = (tx: Tx | Db, head: SubjectHead, caller: Caller) => viewOrder(tx, kinds, head, answerFor(caller))

  router.post('/v1/payment-orders', auth.required, async (request, response) => {
    const caller = submitter(auth.callerOf(request))
    const answer = await withIdempotency(db, idempotencyOf(request, caller, request.body), async (tx) => {
      const body = OrderBody.parse(request.body)
      const head = await submitOrder(tx, kinds, timeScale, { caller, body, batchId: null })
      return { status: 201, body: await view(tx, head, caller) }
    })
    if (answer.replayed) response.set('Idempotent-Replayed', 'true')
    response.status(answer.status).json(answer.body)
  })

  router.get('/v1/payment-orders', auth.required, async (request, response) => {
    const caller = reader(auth.callerOf(request))
    const { state, cursor, limit } = ListQuery.parse(request.query)
    const states: SubjectState[] = state === undefined ? [] : [state]
    response.json(
      await listOrders(db, kinds, answerFor(caller), {
        clientId: caller.kind === 'client' ? caller.clientId : null,
        states,
        cursor: cursor ?? null,
        limit,
      }),
    )
  })

  router.get('/v1/payment-orders/:id', auth.required, async (request, response) => {
    const caller = reader(auth.callerOf(request))
    const head = await visibleOrder(db, caller, idOf(request))
    response.set('ETag', etagOf(head.version)).json(await view(db, head, caller))
  })

  router.get('/v1/payment-orders/:id/context', auth.person, async (request, response) => {
    const caller = auth.personOf(request)
    const head = await visibleOrder(db, caller, idOf(request))
    response.json(await viewOrderContext(db, kinds, head, caller.personId))
  })

  router.patch('/v1/payment-orders/:id', auth.required, async (request, response) => {
    const caller = submitter(auth.callerOf(request))
    const expected = requireIfMatch(request)
    const change = AmendBody.parse(request.body)
    const head = await transaction(db, (tx) =>
      amendOrder(tx, kinds, timeScale, caller, idOf(request), expected, change),
    )
    response.set('ETag', etagOf(head.version)).json(await view(db, head, caller))
  })

  router.post('/v1/payment-orders/:id/cancel', auth.required, async (request, response) => {
    const caller = submitter(auth.callerOf(request))
    const { reason } = CancelBody.parse(bodyIfAny(request))
    const head = await transaction(db, async (tx) => {
      const { head: own } = await lockOwnOrder(tx, caller, idOf(request))
      // Asked twice, answered twice: the second time nothing is left to do.
      if (own.state === 'cancelled') return own
      return withdraw(tx, kinds, own, { by: submitterOf(caller), reason: reason ?? null }, await readNow(tx))
    })
    response.json(await view(db, head, caller))
  })

  const attachment = intake.file(intake.raw([...ATTACHMENT_TYPES], ATTACHMENT_LIMIT_BYTES))
  router.post('/v1/payment-orders/:id/attachments', auth.required, attachment, async (request, response) => {
    const caller = submitter(auth.callerOf(request))
    const bytes: unknown = request.body
    if (!(bytes instanceof Uint8Array))
      throw new CountersignError({
        code: 'ATTACHMENT_TYPE',
        status: 422,
        detail: 'Send the file itself as the body: PDF, PNG, JPEG or EML, with its own content type and ?fileName=.',
      })
    const { fileName: name } = AttachmentQuery.parse(request.query)
    const file = { name, mediaType: (request.get('content-type') ?? '').split(';')[0]?.trim() ?? '', bytes }
    const head = await transaction(db, (tx) => attachFile(tx, kinds, timeScale, caller, idOf(request), file))
    response
      .status(201)
      .set('ETag', etagOf(head.version))
      .json(await view(db, head, caller))
  })

  router.post('/v1/payment-orders/:id/comments', auth.required, async (request, response) => {
    const caller = commenter(auth.callerOf(request))
    const { body } = CommentBody.parse(request.body)
    const head = await visibleOrder(db, caller, idOf(request))
    await transaction(db, (tx) => addComment(tx, caller, head.id, body))
    response.status(201).json(await view(db, head, caller))
  })

  // After authentication: nobody unknown makes us read 32 MiB.
  const paymentFile = intake.file(intake.raw([...PAYMENT_FILE_TYPES], intake.fileBytes))
  router.post('/v1/payment-batches', auth.required, paymentFile, async (request, response) => {
    const caller = submitter(auth.callerOf(request))
    const batch = await readBatch(request, (xml) => paymentFiles.read(xml, intake.fileBytes))
    const { file: fileDigest, request: requestHash } = await digestFile(batch.file, request)
    // A run says by itself which one it is: sent again as it was, it is the same one.
    const key = request.get('idempotency-key') ?? `content-${requestHash}`
    const asked = { clientId: submitterOf(caller), key, requestHash }
    const answer = await withIdempotency(db, asked, async (tx) => {
      const { messageId, orders } = batch
      const submitted = await submitBatch(tx, kinds, timeScale, caller, { messageId, orders, fileDigest })
      const items = submitted.orders.map((head) => ({
        id: head.id,
        externalId: toContent(head.content).externalId,
        state: head.state,
      }))
      return { status: 201, body: { id: submitted.id, messageId, fileDigest, orders: items } }
    })
    if (answer.replayed) response.set('Idempotent-Replayed', 'true')
    response.status(answer.status).json(answer.body)
  })

  return router
}

type ReceivedBatch = Omit<Batch, 'fileDigest'> & { readonly file: Uint8Array }

async function readBatch(
  request: Request,
  readFile: (xml: Uint8Array) => Promise<Pain001Message>,
): Promise<ReceivedBatch> {
  const body: unknown = request.body
  if (body instanceof Uint8Array) {
    const query = BatchQuery.parse(request.query)
    const message = await readFile(body)
    const requestedBy =
      query.requestedBy === undefined ? [] : [query.requestedBy].flat().flatMap((one) => one.split(','))
    const instruction = { channel: query.channel ?? 'unknown', instructedBy: query.instructedBy ?? null, requestedBy }
    return { messageId: message.messageId, file: body, orders: orderBodies(message, instruction) }
  }
  const { messageId, orders } = BatchBody.parse(body)
  const file = new TextEncoder().encode(canonicalizeJson(body))
  return { messageId, file, orders: orders.map((order, index) => ({ path: `orders[${index}]`, body: order })) }
}

/** 30 days per caller; the hash covers method, path and body. */
function idempotencyOf(request: Request, caller: Caller, body: unknown) {
  const requestHash = sha256Hex(
    new TextEncoder().encode(`${request.method} ${request.path} ${canonicalizeJson(body ?? null)}`),
  )
  return { clientId: submitterOf(caller), key: request.get('idempotency-key'), requestHash }
}

function idOf(request: Request): string {
  return String(request.params['id'])
}

/** A client sees its own orders; to others they do not exist. */
export async function visibleOrder(db: Db, caller: Caller, orderId: string): Promise<SubjectHead> {
  const order = await readOrder(db, orderId)
  const head = order === null ? null : await readHead(db, orderId)
  if (order === null || head === null) throw notFound('order')
  if (caller.kind === 'client' && order.clientId !== caller.clientId) throw notFound('order')
  return head
}
