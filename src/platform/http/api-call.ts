import type { z } from 'zod'

export type Who = 'client' | 'person' | 'either' | 'anyone'

/** One call of the outside contract, as the OpenAPI document and its page describe it. */
export interface ApiCall {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** OpenAPI form: `/v1/payment-orders/{id}`. */
  readonly path: string
  readonly who: Who
  readonly does: string
  readonly body?: z.ZodType
  /** Media types of the body, where it is a file and not JSON. */
  readonly bodyTypes?: readonly string[]
  readonly query?: z.ZodObject
  readonly headers?: readonly ('Idempotency-Key' | 'If-Match')[]
  /** May be left out. */
  readonly optionalHeaders?: readonly 'Idempotency-Key'[]
  readonly status?: number
  /** Besides: the same answer, where a repeated call finds done what it asks for. */
  readonly again?: 200
  readonly answer?: z.ZodType
  readonly answerType?: string
}
