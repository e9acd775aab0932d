import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { paymentDigest } from '../../src/domain/payment.ts'
import { HONEST_SUPPLIER } from '../../src/cli/demo/erp.ts'
import { readPain001 } from '../../src/orders/pain001/read-pain001.ts'

const ROOT = join(import.meta.dirname, '../..')
const guide = readFileSync(join(ROOT, 'docs/integration.md'), 'utf8')

/** What the guide for ERP engineers prints, computed as whoever follows it would: with nothing of ours. */
describe('the payment digest that docs/integration.md prints', () => {
  const [, printed = '', digest] =
    /`examples\/honest-supplier\.xml`[^`]*```json\n([^`]*)```\s+and the digest `([0-9a-f]{64})`/.exec(guide) ?? []

  it('is the SHA-256 of the object beside it', () => {
    expect(
      createHash('sha256')
        .update(sorted(JSON.parse(printed)))
        .digest('hex'),
    ).toBe(digest)
  })

  it('is what the service makes of the file, and the demo’s ERP of its books', () => {
    const [transaction] = readPain001(readFileSync(join(ROOT, 'examples/honest-supplier.xml'))).transactions
    if (transaction === undefined) throw new Error('The example has no payment')
    const ofFile = { ...transaction, originatingAccount: 'main-eur', accountVersion: 1 }
    expect(paymentDigest(ofFile)).toBe(digest)
    expect(paymentDigest({ elements: {}, ...HONEST_SUPPLIER, accountVersion: 1 })).toBe(digest)
  })
})

/** RFC 8785 where all values are strings of ASCII. */
function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(',')}}`
}
