import { callableContact, whyNotRung, type ContactOnFile } from './callable-contact.ts'

const NOW = '2026-11-30T09:00:00.000Z'
const contact = (some: Partial<ContactOnFile> = {}): ContactOnFile => ({
  kind: 'phone',
  value: '+33 4 99 00 11 22',
  verifiedAt: '2026-10-01T09:00:00.000Z',
  onboarded: false,
  ...some,
})
const ask = (onFile: readonly ContactOnFile[], offered: string | null = null) =>
  callableContact(onFile, { minAgeDays: 30, offered, now: NOW })

describe('Whom to call', () => {
  it('is the number that has been on file longest', () => {
    const [older, newer] = [contact({ verifiedAt: '2026-01-01T09:00:00.000Z' }), contact()]
    expect(ask([newer, older])).toEqual({ contact: older })
  })

  it('is nobody while nothing but mail, or nothing at all, is on file', () => {
    const none = { code: 'CONTACT_NOT_ON_FILE', from: null }
    expect(ask([])).toEqual(none)
    expect(ask([contact({ kind: 'email', value: 'a@example.com' })])).toEqual(none)
  })

  it('is never a number that somebody offers, and the one on file however it is written', () => {
    expect(ask([contact()], '+33 6 00 00 00 00')).toEqual({ code: 'CONTACT_NOT_ON_FILE', from: null })
    expect(ask([contact()], '0033-4-99-00-11-22')).toEqual({ contact: contact() })
    expect(ask([contact()], '')).toEqual({ code: 'CONTACT_NOT_ON_FILE', from: null })
  })

  it('is nobody before a number has been on file long enough: to the moment, unless it came with set-up', () => {
    const fresh = contact({ verifiedAt: '2026-10-31T09:00:00.001Z' })
    expect(ask([fresh])).toEqual({ code: 'CONTACT_TOO_NEW', from: '2026-11-30T09:00:00.001Z' })
    expect(ask([contact({ verifiedAt: '2026-10-31T09:00:00.000Z' })])).toHaveProperty('contact')
    expect(ask([{ ...fresh, onboarded: true }])).toHaveProperty('contact')
    // An older one with another number does not make the offered one older.
    expect(ask([fresh, contact({ value: '+33 1 00 00 00 00' })], fresh.value)).toHaveProperty('code', 'CONTACT_TOO_NEW')
  })
})

describe('Whether somebody was to be called', () => {
  const onFile = [{ id: 'con_1', ...contact() }]
  const why = (rung: { id: string; value: string }, file = onFile) =>
    whyNotRung(file, rung, { minAgeDays: 30, now: NOW })

  it('is asked of this very contact with this very number', () => {
    const { id, value } = { ...contact(), id: 'con_1' }
    expect(why({ id, value })).toBeNull()
    expect(why({ id: 'con_2', value })).toBe('CONTACT_NOT_ON_FILE')
    expect(why({ id, value: '+33 6 00 00 00 00' })).toBe('CONTACT_NOT_ON_FILE')
    // However it is dialled, it was put on file in one spelling.
    expect(why({ id, value: '0033499001122' })).toBe('CONTACT_NOT_ON_FILE')
    expect(why({ id, value }, [])).toBe('CONTACT_NOT_ON_FILE')
    expect(why({ id, value }, [{ id, ...contact({ kind: 'email' }) }])).toBe('CONTACT_NOT_ON_FILE')
  })

  it('is refused of one that is too new, whatever stands beside it', () => {
    const fresh = { id: 'con_2', ...contact({ value: '+33 1', verifiedAt: '2026-10-31T09:00:00.001Z' }) }
    expect(why(fresh, [...onFile, fresh])).toBe('CONTACT_TOO_NEW')
    expect(why(fresh, [{ ...fresh, onboarded: true }])).toBeNull()
  })
})
