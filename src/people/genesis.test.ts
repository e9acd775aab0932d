import { beganWith, clientItem, genesisDigest, genesisManifest, groupItem, personItem } from './genesis.ts'
import type { PersonFacts } from './genesis.ts'

const ben: PersonFacts = {
  id: 'per_ben',
  email: 'ben@example.com',
  name: 'Ben Example',
  roles: ['reviewer', 'approver'],
  groups: ['treasury'],
  limits: [
    {
      entity: 'eu',
      perOrder: { minor: 5_000_000n, currency: 'EUR' },
      perDay: { minor: 20_000_000n, currency: 'EUR' },
    },
  ],
  externalIds: { erp: 'BEN1' },
}
const client = clientItem({ id: 'erp', secretHash: 'b'.repeat(64), scopes: ['orders:write'], channels: ['erp'] })
const manifest = genesisManifest('production', [personItem(ben, 'a'.repeat(64)), groupItem('treasury'), client])

describe('the genesis manifest', () => {
  it('does not depend on the order in which things were listed', () => {
    const shuffled = { ...ben, roles: [...ben.roles].reverse() }
    const again = genesisManifest('production', [client, groupItem('treasury'), personItem(shuffled, 'a'.repeat(64))])
    expect(genesisDigest(again)).toBe(genesisDigest(manifest))
  })

  it('holds ids and digests, and no name, address or limit', () => {
    expect(Object.keys(manifest.items[0] ?? {})).toEqual(['kind', 'id', 'digest'])
    expect(JSON.stringify(manifest)).not.toMatch(/Ben|example\.com|50000/)
  })

  it('shows that a person began with a role and a limit, and with no other', () => {
    expect(beganWith(manifest, personItem(ben, 'a'.repeat(64)))).toBe(true)
    const [limit] = ben.limits
    if (limit === undefined) throw new Error('no limit')
    const richer = [{ ...limit, perOrder: { minor: 50_000_000n, currency: 'EUR' } }]
    expect(beganWith(manifest, personItem({ ...ben, limits: richer }, 'a'.repeat(64)))).toBe(false)
    expect(beganWith(manifest, personItem({ ...ben, roles: ['administrator'] }, 'a'.repeat(64)))).toBe(false)
    expect(beganWith(manifest, personItem(ben, 'c'.repeat(64)))).toBe(false)
  })

  it('is another one in another profile', () => {
    const demo = genesisManifest('demo', [client, groupItem('treasury'), personItem(ben, 'a'.repeat(64))])
    expect(genesisDigest(demo)).not.toBe(genesisDigest(manifest))
  })

  it('refuses two things of one id', () => {
    expect(() => genesisManifest('demo', [groupItem('treasury'), groupItem('treasury')])).toThrow('second group')
  })
})
