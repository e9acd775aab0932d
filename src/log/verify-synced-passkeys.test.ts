import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { createAttestationRoot } from '../../test/support/software-key.ts'
import { takesSyncedPasskeys } from '../people/keys/trust.ts'
import type { Bundle, BundleTrust } from './bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

describeWithPostgres('A payment signed with synced passkeys', () => {
  let room: PaymentRoom
  let bundle: Bundle

  beforeAll(async () => {
    room = await openPaymentRoom({ synced: true })
    const order = await room.submit()
    await room.approve(order)
    await room.checkpoint()
    bundle = JSON.parse((await room.release(order.id)).bundle) as Bundle
  }, 120_000)

  afterAll(() => room.close())

  const refusals = async (trust: BundleTrust): Promise<string[]> => {
    const manifest = { ...bundle.genesis.manifest, profile: trust.profile }
    const findings = await verifyBundle({ ...bundle, genesis: { ...bundle.genesis, manifest } }, trust)
    return findings.map(({ code, detail }) => `${code} ${detail}`)
  }
  const synced = expect.stringMatching(/^KEY_REGISTRATION BACKUP_ELIGIBLE/)

  it('is released and verifies in the demo', async () => {
    expect(await verifyBundle(bundle, room.trust)).toEqual([])
  })

  it('is refused by whoever verifies for the sandbox', async () => {
    expect(await refusals({ ...room.trust, profile: 'sandbox' })).toContainEqual(synced)
  })

  it('is refused by whoever verifies for production, whoever confirmed these keys', async () => {
    const found = await refusals({ ...room.trust, profile: 'production' })
    expect(found).toContainEqual(expect.stringMatching(/^KEY_REGISTRATION BACKUP_ELIGIBLE/))
    expect(takesSyncedPasskeys('production', null)).toBe(false)
  })

  it('is refused in the demo as well by whoever says which keys count', async () => {
    const attestationRoots = [(await createAttestationRoot()).pem]
    expect(await refusals({ ...room.trust, attestationRoots })).toContainEqual(synced)
  })
})
