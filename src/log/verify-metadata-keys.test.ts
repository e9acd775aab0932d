import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openPaymentRoom, type PaymentRoom } from '../../test/support/payment-room.ts'
import { createAttestationRoot } from '../../test/support/software-key.ts'
import { verifyFiles } from '../cli/verify.ts'
import type { BundleTrust } from './bundle.ts'

describeWithPostgres('A payment signed with keys that a FIDO metadata file alone vouches for', () => {
  let room: PaymentRoom
  let folder: string
  let bundle: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-metadata-'))
    room = await openPaymentRoom({ inMetadata: await createAttestationRoot() })
    const order = await room.submit()
    await room.approve(order)
    await room.checkpoint()
    ;({ bundle } = await room.release(order.id))
  }, 120_000)

  afterAll(async () => {
    await room.close()
    await rm(folder, { recursive: true })
  })

  /** As whoever has the two files and nothing else. */
  async function refusals(trust: Omit<BundleTrust, 'rootsByAaguid'>): Promise<string[]> {
    const [bundlePath, trustPath] = [join(folder, 'bundle.json'), join(folder, 'trust.json')]
    await writeFile(bundlePath, bundle)
    await writeFile(trustPath, JSON.stringify(trust))
    const { findings } = await verifyFiles({ bundle: bundlePath, trust: trustPath })
    return [...new Set(findings.map(({ code }) => code))]
  }

  it('is released, and verifies offline with what the installation says it trusts', async () => {
    expect(room.trust.attestationRoots).toEqual([])
    expect(await refusals(room.trust)).toEqual([])
  })

  it('is refused by whoever has a trust file without these roots, or with them for another model', async () => {
    const { rootsByAaguid = {}, ...without } = room.trust
    expect(await refusals(without)).toContain('KEY_REGISTRATION')
    const [roots = []] = Object.values(rootsByAaguid)
    const other = { 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee': roots }
    expect(await refusals({ ...room.trust, rootsByAaguid: other } as BundleTrust)).toContain('KEY_REGISTRATION')
  })
})
