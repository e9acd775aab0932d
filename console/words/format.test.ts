import { languageFor, localeFor } from './define-words.ts'
import { formatAmount, formatDay, formatRelative, groupsOfFour } from './format.ts'

describe('what people read', () => {
  it.each([
    ['en-GB', '1234567.50', '1,234,567.50'],
    ['de-DE', '1234567.50', '1.234.567,50'],
    ['en-GB', '214000', '214,000'],
    ['en-GB', '0.125', '0.125'],
    // Beyond what a float holds.
    ['en-GB', '90071992547409931234.01', '90,071,992,547,409,931,234.01'],
  ])('writes amounts for %s without losing a digit: %s', (locale, amount, written) => {
    expect(formatAmount(locale, amount)).toBe(written)
  })

  it('shows what is no decimal as it came rather than as NaN', () => {
    expect(formatAmount('en-GB', '1e3')).toBe('1e3')
  })

  it.each([
    ['FR7630006000011234567890189', 'FR76 3000 6000 0112 3456 7890 189'],
    ['FR76 3000 6000', 'FR76 3000 6000'],
    ['12345678', '1234 5678'],
    ['', ''],
  ])('groups an account by four: %s', (account, grouped) => {
    expect(groupsOfFour(account)).toBe(grouped)
  })

  it.each([
    [30_000, 'in 0 min'],
    [90 * 60_000, 'in 1 hr'],
    [-3 * 86_400_000, '3 days ago'],
  ])('says how far away %d ms are', (distance, said) => {
    const now = Date.parse('2026-12-01T12:00:00Z')
    const instant = new Date(now + distance).toISOString()
    expect(formatRelative('en-GB', instant, now).replace('this minute', 'in 0 min')).toBe(said)
  })

  it('keeps a day the same day in every time zone', () => {
    expect(formatDay('en-GB', '2026-12-01')).toBe('1 Dec 2026')
  })

  it('takes the stored language, then the browser, then English', () => {
    expect(languageFor('de', ['en-US'])).toBe('de')
    expect(languageFor('xx', ['fr-FR', 'de-CH'])).toBe('de')
    expect(languageFor(null, ['fr-FR'])).toBe('en')
    expect(localeFor('de', ['en-US', 'de-CH'])).toBe('de-CH')
    expect(localeFor('de', ['en-US'])).toBe('de-DE')
    // As Chromium says it under LANG=C.UTF-8, and what no browser should.
    expect(localeFor('en', ['en-US@posix'])).toBe('en-US')
    expect(localeFor('en', ['', '*', 'en_US', 'c.utf-8', 'EN-gb'])).toBe('en-GB')
    expect(localeFor('de', ['de@', '@de'])).toBe('de')
    expect(languageFor(null, ['@', 'de-AT.UTF-8', 'en'])).toBe('de')
  })
})
