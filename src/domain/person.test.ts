import { effectiveKeyState, isMember, isWithinLimit, type Standing } from './person.ts'

const eur = (minor: bigint) => ({ minor, currency: 'EUR' })
const standing: Standing = {
  personId: 'per_ben',
  active: true,
  roles: ['approver'],
  groups: ['treasury', 'role:administrator'],
  limits: [{ entity: 'eu', perOrder: eur(5_000_000n), perDay: eur(20_000_000n) }],
  hasActiveKey: true,
  approvedToday: [{ entity: 'eu', spent: eur(16_000_000n), until: '2026-11-30T23:00:00.000Z' }],
}

describe('A limit', () => {
  it('binds the order, the day, the entity and the currency', () => {
    expect(isWithinLimit(standing, 'eu', [eur(4_000_000n)])).toBe(true)
    expect(isWithinLimit(standing, 'eu', [eur(4_000_001n)])).toBe(false)
    expect(isWithinLimit({ ...standing, approvedToday: [] }, 'eu', [eur(5_000_000n)])).toBe(true)
    expect(isWithinLimit({ ...standing, approvedToday: [] }, 'eu', [eur(5_000_001n)])).toBe(false)
    expect(isWithinLimit(standing, 'us', [eur(1n)])).toBe(false)
    expect(isWithinLimit(standing, 'eu', [{ minor: 1n, currency: 'USD' }])).toBe(false)
    expect(isWithinLimit(standing, 'eu', [{ minor: 9_000_000n, currency: 'USD' }, eur(4_000_000n)])).toBe(true)
  })

  it('that is not on file is no authority', () => {
    expect(isWithinLimit({ ...standing, limits: [] }, 'eu', [eur(1n)])).toBe(false)
    expect(isWithinLimit(standing, 'eu', [])).toBe(false)
  })
})

describe('Membership', () => {
  it('of a role is by the role, and cannot be had by a group of that name', () => {
    expect(isMember(standing, 'treasury')).toBe(true)
    expect(isMember(standing, 'role:approver')).toBe(true)
    expect(isMember(standing, 'role:administrator')).toBe(false)
    expect(isMember(standing, 'approver')).toBe(false)
  })
})

describe('A quarantined key', () => {
  it('becomes full by time alone', () => {
    expect(effectiveKeyState('quarantined', '2026-12-01T00:00:00.000Z', '2026-11-30T23:59:59.999Z')).toBe('quarantined')
    expect(effectiveKeyState('quarantined', '2026-12-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z')).toBe('active')
    expect(effectiveKeyState('quarantined', null, '2026-12-01T00:00:00.000Z')).toBe('quarantined')
    expect(effectiveKeyState('pending', '2026-12-01T00:00:00.000Z', '2027-12-01T00:00:00.000Z')).toBe('pending')
    expect(effectiveKeyState('revoked', '2026-12-01T00:00:00.000Z', '2027-12-01T00:00:00.000Z')).toBe('revoked')
  })
})
