import { AsyncResource } from 'node:async_hooks'
import type { RequestHandler } from 'express'
import { CountersignError } from '../../domain/errors.ts'
import { overloaded } from './lane.ts'

export const MIB = 1024 * 1024

/** Bodies of this size are always read: a signature, a hold. */
const ALWAYS_BYTES = 16 * 1024

/** Reads bodies, whole or not at all, in a bounded amount of memory for all of them together. */
export interface BodyReader {
  /** The raw bytes of a body of one of these media types, up to `limit`, else 413 `TOO_LARGE`. */
  raw(types: readonly string[], limit: number): RequestHandler
}

/**
 * `budget`: bytes of bodies that are in memory at a time, beyond `ALWAYS_BYTES` of each. Our own reading, because
 * express's parsers answer a body that is too large only once they have received, and thrown away, all of it.
 */
export function createBodyReader(budget: number): BodyReader {
  let held = 0

  return {
    raw: (types, limit) => (request, response, next) => {
      if (typeof request.is([...types]) !== 'string') return next()
      // What unpacks to a thousand times its size is nothing that an ERP or a console sends.
      if ((request.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity') throw encoded()
      if (Number(request.get('content-length')) > limit) throw tooLarge(limit)

      // What comes by the connection comes in its context, not in that of the request: the trace would end here.
      const goOn = AsyncResource.bind((error?: CountersignError) => next(error))
      const chunks: Uint8Array[] = []
      let received = 0
      let charged = 0
      const stop = (): void => {
        request.off('data', take).off('end', finish)
        // What still comes is received and forgotten, until the answer is out (serve.ts).
        request.resume()
      }
      const take = (chunk: Uint8Array): void => {
        received += chunk.byteLength
        const more = Math.max(0, received - ALWAYS_BYTES) - charged
        if (received > limit || held + more > budget) {
          stop()
          return goOn(received > limit ? tooLarge(limit) : overloaded())
        }
        held += more
        charged += more
        chunks.push(chunk)
      }
      const finish = (): void => {
        stop()
        request.body = Buffer.concat(chunks)
        goOn()
      }
      response.once('close', () => {
        held -= charged
        charged = 0
      })
      request.on('data', take).once('end', finish)
    },
  }
}

function tooLarge(limit: number): CountersignError {
  return new CountersignError({
    code: 'TOO_LARGE',
    status: 413,
    detail: `The body is too large: at most ${limit / MIB} MiB here. Split a payment file, and send each part by itself.`,
  })
}

function encoded(): CountersignError {
  return new CountersignError({
    code: 'CONTENT_ENCODING',
    status: 415,
    detail: 'Send the body as it is, without Content-Encoding: compressed bodies are not unpacked.',
  })
}
