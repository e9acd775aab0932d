import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { SUPPLIER } from '../../test/support/organisation.ts'
import type { SignedRelease } from '../release/signer/sign-release.ts'
import { openSignerKeys } from '../release/signer/signer-keys.ts'
import { verifyFiles } from './verify.ts'

describeWithPostgres('countersign verify', () => {
  let room: PaymentRoom
  let folder: string
  let first: SignedRelease
  let second: SignedRelease

  beforeAll(async () => {
    room = await openPaymentRoom()
    folder = await mkdtemp(join(tmpdir(), 'countersign-verify-'))
    const release = async (reference: string): Promise<SignedRelease> => {
      const order = await room.submit({ reference })
      await room.approve(order)
      await room.checkpoint()
      return room.release(order.id)
    }
    first = await release('INV-1001')
    second = await release('INV-1002')
    const { releasePublicJwk } = await openSignerKeys(room.signerFolder, 'x')
    const stranger = await openSignerKeys(join(folder, 'stranger'), 'x')
    await put('trust', JSON.stringify(room.trust))
    await put('bundle', first.bundle)
    await put('jwks', JSON.stringify({ keys: [releasePublicJwk] }))
    await put('other-jwks', JSON.stringify({ keys: [stranger.releasePublicJwk] }))
  }, 120_000)

  afterAll(async () => {
    await room.close()
    await rm(folder, { recursive: true })
  })

  const path = (name: string): string => join(folder, name)
  const put = (name: string, text: string): Promise<void> => writeFile(path(name), text)
  const verify = (files: { token?: string; jwks?: string } = {}) =>
    verifyFiles({ bundle: path('bundle'), trust: path('trust'), ...files })

  it('says which payment it verified, who signed it and when, and what a bundle cannot show', async () => {
    const { findings, lines } = await verify()
    expect(findings).toEqual([])
    const text = lines.join('\n')
    for (const shown of ['EUR 214000.00', 'INV-1001', SUPPLIER.name, SUPPLIER.account.iban, first.paymentDigest])
      expect(text).toContain(shown)
    expect(text).toMatch(/^ {2}\d{4}-\S+Z +approval +confirm +Ben Example \(per_\w+\) +key_/m)
    expect(text).toMatch(/^ {2}\d{4}-\S+Z +review +continue +Eve Example/m)
    expect(text).toMatch(/a denial,\nan amendment, a hold, a revoked key, or what was taken off file\./)
    expect(text).toContain('No token was compared')
    expect(text).toContain('enrolled keys a second time')
  })

  it('holds a token against the bundle, as the answer that it came in or alone', async () => {
    for (const token of [JSON.stringify({ token: first.token, expiresAt: first.expiresAt }), `${first.token}\n`]) {
      await put('token', token)
      const { findings, lines } = await verify({ token: path('token'), jwks: path('jwks') })
      expect(findings).toEqual([])
      expect(lines[0]).toBe('The bundle verifies, and the token was signed for it: this release was rightly made.')
      expect(lines.join('\n')).not.toContain('No token was compared')
    }
  })

  it.each<[string, () => string, string, readonly string[]]>([
    ['of another order', () => second.token, 'jwks', ['TOKEN_ORDER', 'TOKEN_PAYMENT', 'TOKEN_BUNDLE']],
    ['of another signer', () => first.token, 'other-jwks', ['TOKEN_SIGNATURE']],
    ['that was changed', () => first.token.replace(/\.[^.]/, '.f'), 'jwks', ['TOKEN_SIGNATURE']],
    ['that is none', () => '{}', 'jwks', ['TOKEN_SIGNATURE']],
  ])('refuses a token %s', async (_what, token, jwks, codes) => {
    await put('token', token())
    const { findings, lines } = await verify({ token: path('token'), jwks: path(jwks) })
    expect(findings.map((one) => one.code).filter((code) => code !== 'TOKEN_VERSION')).toEqual(codes)
    expect(lines).toEqual(['The bundle verifies, and this token is not for it.'])
  })

  it('shows nothing of a bundle that does not verify', async () => {
    await put('altered', first.bundle.replaceAll('214000.00', '914000.00'))
    const { findings, lines } = await verifyFiles({ bundle: path('altered'), trust: path('trust') })
    expect(findings.map((one) => one.code)).toContain('SUBJECT_DIGEST')
    expect(lines).toEqual([`The bundle does not verify: ${findings.length} findings.`])
  })
})
