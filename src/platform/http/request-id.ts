import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

/** What a client may name its request: enough to find it again, nothing that could be read as something else. */
const REQUEST_ID = /^[\w-]{1,64}$/

/** Gives each request an id, the client's if it sent one, and says it in `X-Request-Id`. */
export const nameRequest: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id')
  const id = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
  request.id = id
  response.set('X-Request-Id', id)
  next()
}
