import type { Challenge, Presentation } from '../api/signing.ts'
import { checkChallenge } from './check-challenge.ts'

const encode = (members: object): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(members))
const PRESENTED = { type: 'countersign/order/1', content: { payment: { amount: '12500.00' } } }
const SHOWN: Presentation = { bytes: encode(PRESENTED), members: PRESENTED, blind: false }
const SETTLED = { contactedBy: 'none', reason: null, blindEntry: false }

async function challengeFor(statement: Uint8Array<ArrayBuffer>, hashed = statement): Promise<Challenge> {
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', hashed))
  return { id: 'chl_1', statement, digest: hash.toString('hex'), publicKey: { challenge: hash.toString('base64url') } }
}

describe('a challenge, before a key sees it', () => {
  const signed = { ...PRESENTED, ...SETTLED, nonce: 'n', expiresAt: '2026-12-01T09:00:00Z' }

  it('passes when it is the hash of what was shown', async () => {
    await expect(checkChallenge(await challengeFor(encode(signed)), SHOWN, SETTLED)).resolves.toBeUndefined()
  })

  it('is refused when the statement says something else', async () => {
    const other = { ...signed, content: { payment: { amount: '92500.00' } } }
    const refusal = checkChallenge(await challengeFor(encode(other)), SHOWN, SETTLED)
    await expect(refusal).rejects.toMatchObject({ name: 'StatementDiffers', paths: ['content.payment.amount'] })
  })

  it('is refused when the key would sign another hash than that of the statement', async () => {
    const refusal = checkChallenge(await challengeFor(encode(signed), encode({ other: true })), SHOWN, SETTLED)
    await expect(refusal).rejects.toMatchObject({ paths: ['challenge'] })
  })

  it('is refused when the statement cannot be read', async () => {
    const refusal = checkChallenge(await challengeFor(new Uint8Array([0xff, 0x7b])), SHOWN, SETTLED)
    await expect(refusal).rejects.toMatchObject({ paths: ['statement'] })
  })
})
