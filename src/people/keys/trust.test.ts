import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createAttestationRoot, refusalOf, TEST_SITE } from '../../../test/support/software-key.ts'
import { readKeyTrust } from './trust.ts'
import * as x509 from './x509.ts'

const AAGUID = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const OTHER_AAGUID = 'bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee'
const production = { ...TEST_SITE, profile: 'production' } as const
const demo = { ...TEST_SITE, profile: 'demo' } as const

let folder: string
let makerPath: string
let softwarePath: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-trust-'))
  makerPath = join(folder, 'maker.pem')
  softwarePath = join(folder, 'software.pem')
  await writeFile(makerPath, `a comment\n${await makerPem('One')}\n${await makerPem('Two')}\n`)
  await writeFile(softwarePath, (await createAttestationRoot()).pem)
})

afterAll(() => rm(folder, { recursive: true }))

async function makerPem(name: string): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
  })
  return root.toString('pem')
}

describe('the settings about keys', () => {
  it('demand attestation in production, with roots or metadata', async () => {
    expect(await refusalOf(readKeyTrust(production))).toMatchObject({ code: 'CONFIGURATION' })
    const trust = await readKeyTrust({ ...production, attestationRoots: makerPath })
    expect(trust).toMatchObject({
      ...TEST_SITE,
      allowUnattested: false,
      allowBackupEligible: false,
      allowedAaguids: null,
    })
    expect(trust.attestationRoots).toHaveLength(2)
  })

  it('refuse roots of software keys in production, among others as well', async () => {
    for (const attestationRoots of [softwarePath, `${makerPath},${softwarePath}`]) {
      const refusal = await refusalOf(readKeyTrust({ ...production, attestationRoots }))
      expect(refusal).toMatchObject({ code: 'CONFIGURATION', detail: expect.stringContaining('test root') })
    }
  })

  it('take a synced passkey in the demo alone, until roots are set', async () => {
    const allowed = async (settings: Parameters<typeof readKeyTrust>[0]) =>
      (await readKeyTrust(settings)).allowBackupEligible
    expect(await allowed(demo)).toBe(true)
    expect(await allowed({ ...demo, attestationRoots: softwarePath })).toBe(false)
    expect(await allowed({ ...demo, profile: 'sandbox' })).toBe(false)
    expect(await allowed({ ...production, attestationRoots: makerPath })).toBe(false)
  })

  it('take keys that nobody vouches for in the demo and the sandbox, until roots are set', async () => {
    for (const settings of [demo, { ...demo, profile: 'sandbox' } as const]) {
      expect(await readKeyTrust(settings)).toMatchObject({ allowUnattested: true, attestationRoots: null })
      expect(await readKeyTrust({ ...settings, attestationRoots: softwarePath })).toMatchObject({
        allowUnattested: false,
      })
    }
  })

  it('read several files and models', async () => {
    const settings = {
      ...demo,
      attestationRoots: [makerPath, softwarePath].join(delimiter),
      allowedAaguids: ` ${AAGUID.toUpperCase()}, ${OTHER_AAGUID}`,
    }
    const trust = await readKeyTrust(settings)
    expect(trust.attestationRoots).toHaveLength(3)
    expect(trust.allowedAaguids).toEqual([AAGUID, OTHER_AAGUID])
  })

  it('name what they cannot read', async () => {
    const empty = join(folder, 'empty.pem')
    await writeFile(empty, 'nothing')
    await writeFile(join(folder, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')
    const wrong = [
      { attestationRoots: join(folder, 'missing.pem') },
      { attestationRoots: empty },
      { attestationRoots: join(folder, 'broken.pem') },
      { attestationRoots: makerPath, allowedAaguids: 'a-key' },
      { fidoMdsBlob: join(folder, 'missing.jwt') },
      { fidoMdsBlob: empty },
    ]
    for (const settings of wrong) {
      expect(await refusalOf(readKeyTrust({ ...production, ...settings }))).toMatchObject({ code: 'CONFIGURATION' })
    }
  })
})
