import { createAttestationRoot } from './attestation-root.ts'
import { createSoftwareKey, restoreSoftwareKey } from './software-key.ts'

const at = { origin: 'http://localhost:3000' }
const creation = {
  rp: { id: 'localhost', name: 'Countersign' },
  user: { id: 'YW5h', name: 'ana@example.com', displayName: 'Ana Example' },
  challenge: 'AAAA',
  pubKeyCredParams: [{ type: 'public-key' as const, alg: -7 }],
}

describe('a software key', () => {
  it('goes on counting and keeps its credentials when written to a file and read again', async () => {
    const key = await createSoftwareKey({ root: await createAttestationRoot() })
    const { id } = await key.create(creation, at)
    await key.get({ challenge: 'AAAA', rpId: 'localhost' }, at)
    const text = JSON.stringify(key)
    const restored = restoreSoftwareKey(JSON.parse(text) as ReturnType<typeof key.toJSON>)
    const { response, ...credential } = await restored.get({ challenge: 'AAAA', rpId: 'localhost' }, at)
    expect(credential.id).toBe(id)
    expect(Buffer.from(response.authenticatorData, 'base64url').readUInt32BE(33)).toBe(2)
    expect(JSON.stringify(key)).toBe(text)
  })

  it('answers for its own site and credentials only, as a browser would', async () => {
    const key = await createSoftwareKey()
    const { id } = await key.create(creation, at)
    const allowing = (credentialId: string) => ({
      challenge: 'AAAA',
      rpId: 'localhost',
      allowCredentials: [{ id: credentialId, type: 'public-key' as const }],
    })
    expect(await key.get(allowing(id), at)).toMatchObject({ id, response: { userHandle: 'YW5h' } })
    await expect(key.get(allowing('AAAA'), at)).rejects.toMatchObject({ name: 'NotAllowedError' })
    const elsewhere = { origin: 'https://notlocalhost' }
    await expect(key.get(allowing(id), elsewhere)).rejects.toMatchObject({ name: 'SecurityError' })
    await expect(key.create(creation, elsewhere)).rejects.toMatchObject({ name: 'SecurityError' })
    const again = { ...creation, excludeCredentials: [{ id, type: 'public-key' as const }] }
    await expect(key.create(again, at)).rejects.toMatchObject({ name: 'InvalidStateError' })
    const foreign = { ...creation, pubKeyCredParams: [{ type: 'public-key' as const, alg: -257 }] }
    await expect(key.create(foreign, at)).rejects.toMatchObject({ name: 'NotSupportedError' })
  })
})
