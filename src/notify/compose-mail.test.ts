import { TEMPLATES } from './catalogue.ts'
import { composeMail, type MailFacts } from './compose-mail.ts'

const ORIGIN = 'https://approve.example.com'
const facts: MailFacts = {
  template: 'evidence-required',
  reference: 'ord_01jd3v9x8k2m4n6p8q0r2s4t6v',
  audience: 'inside',
  organisation: { name: 'Example Ltd', locale: 'en-GB' },
  origin: ORIGIN,
}

describe('a mail', () => {
  it('says that something waits, and where, and no more', () => {
    expect(composeMail(facts)).toEqual({
      subject: '[Example Ltd] Something waits for you',
      text: `One or more decisions wait for you in your inbox.

Reference: ord_01jd3v9x8k2m4n6p8q0r2s4t6v

Open Countersign as you always do, by your own bookmark: https://approve.example.com
This mail decides nothing and has no link that does. Nobody will ever ask you for a decision, a code or your key by mail, by phone or in a chat.
`,
    })
  })

  it('is German for a German-speaking organisation, else English', () => {
    const inLocale = (locale: string) => composeMail({ ...facts, organisation: { name: 'Example', locale } }).subject
    expect(['de', 'de-CH', 'de-AT'].map(inLocale)).toEqual(
      Array.from({ length: 3 }, () => '[Example] Etwas wartet auf Sie'),
    )
    expect(['en-GB', 'fr-FR', 'den'].map(inLocale)).toEqual(
      Array.from({ length: 3 }, () => '[Example] Something waits for you'),
    )
  })

  describe.each(['en-GB', 'de-DE'])('in %s', (locale) => {
    const all = TEMPLATES.flatMap((template) =>
      (['inside', 'outside'] as const).map((audience) => ({ template, audience })),
    ).map((one) => ({ ...one, ...composeMail({ ...facts, ...one, organisation: { name: 'Example Ltd', locale } }) }))

    it('has no link but to the front door, and none for outsiders', () => {
      for (const { text, audience } of all) {
        expect(text.match(/\S*:\/\/\S*/g) ?? []).toEqual(audience === 'inside' ? [ORIGIN] : [])
      }
    })

    it('has every place filled, and nothing that looks like an amount or an account', () => {
      for (const { subject, text } of all) {
        expect(`${subject} ${text}`).not.toMatch(/[{}]/)
        // Digits are those of the id and of "410" alone.
        expect(`${subject} ${text}`.replaceAll(facts.reference ?? '', '').replace('(410)', '')).not.toMatch(/\d/)
        expect(subject).not.toMatch(/[\r\n]/)
      }
    })

    it('is different for each occasion', () => {
      const subjects = all.filter((one) => one.audience === 'inside').map((one) => one.subject)
      expect(new Set(subjects).size).toBe(TEMPLATES.length)
    })
  })

  it('takes nothing over that is not an id, whatever it is given', () => {
    for (const reference of [
      'EUR 12,500.00',
      'FR7630006000011234567890189',
      'Ateliers du Rhone',
      'ord_1\nBcc: x@example.com',
      `${ORIGIN}/approve`,
    ]) {
      const { subject, text } = composeMail({ ...facts, reference })
      expect(`${subject}${text}`).not.toContain(reference)
      expect(text).not.toContain('Reference')
    }
    expect(composeMail({ ...facts, reference: null }).text).not.toContain('Reference')
  })

  it('cannot be given a header by the name of the organisation', () => {
    const organisation = { name: 'Example\r\nBcc: all@example.com\u202e $& {origin}', locale: 'en-GB' }
    const { subject, text } = composeMail({
      ...facts,
      organisation,
      audience: 'outside',
      template: 'contact-change-proposed',
    })
    expect(subject).toMatch(/^\[Example Bcc: all@example\.com \$& \{origin\}\] Your contact details/)
    expect(text).toContain('asks Example Bcc: all@example.com $& {origin} to add')
  })

  it('is a plain hint where nobody wrote a text for the occasion', () => {
    expect(composeMail({ ...facts, template: 'something-new' }).subject).toBe('[Example Ltd] Something concerns you')
    expect(composeMail({ ...facts, template: 'toString' }).subject).toBe('[Example Ltd] Something concerns you')
  })
})
