import type { RequestHandler } from 'express'

/**
 * Reading is answered in full, never with 304 (RFC 9110 §13.1): an ETag is a version of ours, for `If-Match`, and the
 * version stays while state, holds and evidence change. Whoever polled with `If-None-Match` would never see a release.
 */
export const unconditional: RequestHandler = (request, _response, next) => {
  delete request.headers['if-none-match']
  delete request.headers['if-modified-since']
  next()
}
