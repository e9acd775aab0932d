import fc from 'fast-check'
import { resemblesSomebody } from './resembles-somebody.ts'

const CLEO = { name: 'Cleo Example', email: 'cfo@example.com' }
const ANNA = { name: 'Anna Weber', email: 'anna.weber@northwind-holding.test' }
const PEOPLE = [{ name: 'Per', email: 'per@example.com' }, CLEO, ANNA, { name: 'Ben Kahn', email: 'bk@example.com' }]
const looksLike = (claimed: string) => resemblesSomebody(claimed, PEOPLE)

describe('Somebody outside', () => {
  it.each([
    'cfo@examp1e.com',
    'cfo@exampIe.com',
    'anybody@exarnple.com',
    'cfo@exmaple.com',
    'CFO@EXАMPLE.COM',
    '\u0441f\u043e@example.com',
    'cfo@ex\u0430mple.com',
    '\uff43fo@example.com',
    'cfo@example.com.pay.example.net',
    'cfo@example.co',
    'cfo@example-group.com',
    'anybody@example-group.com',
    'Cleo Exampel, CFO',
    'cleo.example@mail.example.net',
    'cleoexample77@mail.example.net',
    'nobody@example.com',
    'nobody@mail.example.com',
    'cfo@xn--exmple-4nf.net',
    'Cleo Example (CFO)',
    'EXAMPLE, Cleo',
    'Cl\u0435o Ex\u0430mple',
    'Cléo Example <office@example.net>',
    'CFO',
    'Per (travelling)',
    'cfo @ example.com',
    'cfo(at)example.com',
    'cfo [at] example [dot] com',
    'finance at northwind-holding.test',
    'cfo at example dot com',
    'northwind-holding.test',
    'https://northwind-holding.test/anna',
    'ceo@northwind-holding.invalid',
    'a.weber@pay.northwind-holding.invalid',
    'ceo@northwind-ho1ding.invalid',
    'Ana Weber',
    'Anne Weber',
    'Ben Khan',
    'Cloe Example',
  ])('is not who looks like somebody on file: %s', (claimed) => {
    expect(looksLike(claimed)).toBe(true)
  })

  it.each([
    'lawyer@example.net',
    'lawyer@notaries.example.org',
    'lawyer@notexample.com',
    'Max, counsel at Notaries LLP',
    'Cleo of Notaries LLP',
    'Per Olsen, Notaries LLP',
    'Landlord’s lawyer',
    'Иван Петров, Нотариус',
    '公証人',
    'Max, lawyer at Notaries LLP',
    'Max, at notaries.example.net',
    'Ben Kohl',
    'Weber & Partner',
  ])('may be named by what is nobody’s here: %s', (claimed) => {
    expect(looksLike(claimed)).toBe(false)
  })

  const letters = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    minLength: 1,
    maxLength: 8,
  })

  it('is nobody at our own domain, or whose name stands anywhere in what was written', () => {
    fc.assert(
      fc.property(letters, letters, fc.boolean(), (before, after, upper) => {
        const written = (text: string) => (upper ? text.toUpperCase() : text)
        expect(looksLike(written(`${before}@example.com`))).toBe(true)
        expect(looksLike(written(`${before} Cleo ${after} Example`))).toBe(true)
        expect(looksLike(written(`${before} <cfo@${after}.example.com>`))).toBe(true)
      }),
    )
  })

  it('looks no less like somebody the more people are on file', () => {
    const person = fc.record({ name: letters, email: letters.map((local) => `${local}@example.org`) })
    fc.assert(
      fc.property(fc.array(person), fc.string(), (others, claimed) => {
        expect(resemblesSomebody(claimed, [...others, ...PEOPLE])).toBe(
          resemblesSomebody(claimed, others) || looksLike(claimed),
        )
      }),
    )
  })
})
