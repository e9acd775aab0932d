import { trustAnyKey } from '../../../test/support/software-key.ts'
import { assertionOptions } from './assertion-options.ts'
import { registrationOptions } from './registration-options.ts'

const challenge = Uint8Array.from({ length: 32 }, (_, index) => index)
const credentials = [{ credentialId: 'Y3JlZGVudGlhbA', transports: ['usb', 'nfc', 'telepathy'] }]
const user = { handle: new Uint8Array(16), name: 'ana@example.com', displayName: 'Ana Example' }
const attested = trustAnyKey({ allowUnattested: false })

function registration(trust = attested) {
  return registrationOptions({ trust, rpName: 'Countersign', user, challenge, excludeCredentials: credentials })
}

describe('what the browser is asked for', () => {
  it('to enrol: a security key, its make, its owner verified, the exact challenge, and no key twice', async () => {
    expect(await registration()).toMatchObject({
      rp: { id: 'pay.example.com', name: 'Countersign' },
      user: { id: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'ana@example.com', displayName: 'Ana Example' },
      challenge: Buffer.from(challenge).toString('base64url'),
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
      attestation: 'direct',
      authenticatorSelection: {
        authenticatorAttachment: 'cross-platform',
        userVerification: 'required',
        residentKey: 'preferred',
      },
      hints: ['security-key'],
      excludeCredentials: [{ id: 'Y3JlZGVudGlhbA', type: 'public-key', transports: ['nfc', 'usb'] }],
      timeout: 300_000,
    })
  })

  it('in the demo: any key of the device or outside it, no make', async () => {
    const options = await registration(trustAnyKey())
    expect(options).toMatchObject({
      attestation: 'none',
      hints: [],
      authenticatorSelection: { userVerification: 'required' },
    })
    expect(options.authenticatorSelection).not.toHaveProperty('authenticatorAttachment')
  })

  it('to sign: one of the keys named, its owner verified, the exact challenge', async () => {
    const options = await assertionOptions({ trust: attested, challenge, allowCredentials: credentials })
    expect(options).toMatchObject({
      rpId: 'pay.example.com',
      challenge: Buffer.from(challenge).toString('base64url'),
      userVerification: 'required',
      hints: ['security-key'],
      allowCredentials: [{ id: 'Y3JlZGVudGlhbA', type: 'public-key', transports: ['nfc', 'usb'] }],
      timeout: 300_000,
    })
  })
})
