import { canonicalizeJson, sha256Hex } from '../domain/canonical-json.ts'
import { digestFile } from './digest-file.ts'

const MIB = 1024 * 1024
const ASKED = { method: 'POST', path: '/v1/payment-batches', query: { requestedBy: ['é', 'b'], channel: 'erp' } }

describe('the digests of a file', () => {
  it.each([0, 1, 2, 3 * 256 * 1024 - 1, 3 * 256 * 1024, 3 * 256 * 1024 + 1, 4 * MIB + 2])(
    'of %d bytes are those of all of it at once, so that a key of yesterday finds its answer',
    async (length) => {
      const file = Uint8Array.from({ length }, (_, at) => (at * 31) % 251)
      const body = canonicalizeJson({ digest: Buffer.from(file).toString('base64'), query: ASKED.query })
      const request = sha256Hex(new TextEncoder().encode(`POST /v1/payment-batches ${body}`))
      expect(await digestFile(file, ASKED)).toEqual({ file: sha256Hex(file), request })
    },
  )

  it('let others be served between two pieces', async () => {
    let turns = 0
    const count = setInterval(() => (turns += 1), 0)
    await digestFile(new Uint8Array(8 * MIB), ASKED)
    clearInterval(count)
    expect(turns).toBeGreaterThan(1)
  })
})
