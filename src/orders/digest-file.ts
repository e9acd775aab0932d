import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { canonicalizeJson } from '../domain/canonical-json.ts'

/** Some milliseconds of work. A multiple of three: base64 in pieces is then that of the whole. */
const PIECE_BYTES = 3 * 256 * 1024

interface Asked {
  readonly method: string
  readonly path: string
  readonly query: object
}

/**
 * Lower-case hex SHA-256 of a file, and of the request that it came with: of method, path and the RFC 8785 JSON of
 * `{digest, query}`, where `digest` is the file in base64. In pieces, since others are served meanwhile.
 */
export async function digestFile(file: Uint8Array, asked: Asked): Promise<{ file: string; request: string }> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const ofFile = createHash('sha256')
  const ofRequest = createHash('sha256').update(`${asked.method} ${asked.path} {"digest":"`)
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    ofFile.update(piece)
    ofRequest.update(piece.toString('base64'))
    await nextTurn()
  }
  ofRequest.update(`","query":${canonicalizeJson(asked.query)}}`)
  return { file: ofFile.digest('hex'), request: ofRequest.digest('hex') }
}
