import { readFileSync } from 'node:fs'
import { diag } from 'libxml2-wasm'
import { CountersignError } from '../../domain/errors.ts'
import { USUAL_FILE_BYTES } from '../../platform/http/intake.ts'
import { MAX_ELEMENTS } from './guard-xml.ts'
import { MAX_TRANSACTIONS } from './parse-message.ts'
import { readPain001 } from './read-pain001.ts'

const ONE = readFileSync(new URL('../../../examples/honest-supplier.xml', import.meta.url), 'utf8')
const ROOT = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">'
const TRANSACTION = '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]'

function refusal(xml: string | Uint8Array): CountersignError {
  try {
    readPain001(typeof xml === 'string' ? Buffer.from(xml) : xml)
  } catch (error) {
    if (error instanceof CountersignError) return error
    throw error
  }
  throw new Error('was read')
}

function firstOf(xml: string | Uint8Array): { code: string; path: string; detail: string } {
  const { code, path, detail } = refusal(xml).errors[0] ?? { code: '', path: '', detail: '' }
  return { code, path, detail }
}

/** The transaction of `ONE`, `count` times with ids of their own. */
function repeated(count: number): string {
  const transaction = /<CdtTrfTxInf>[^]*<\/CdtTrfTxInf>/.exec(ONE)?.[0] ?? ''
  const many = Array.from({ length: count }, (_, n) =>
    transaction.replace('<EndToEndId>INV-4711<', `<EndToEndId>INV-${n}<`),
  )
  return ONE.replace(transaction, () => many.join(''))
    .replaceAll('<NbOfTxs>1<', `<NbOfTxs>${count}<`)
    .replaceAll('<CtrlSum>214000.00<', `<CtrlSum>${count * 214000}<`)
}

describe('a document type declaration', () => {
  const laughs =
    '<!DOCTYPE lolz [<!ENTITY lol "lol">' +
    Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n || ''};`.repeat(10)}">`).join('') +
    ']>'

  it.each([
    ['a billion laughs', laughs, '&lol9;'],
    ['an external entity', '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '&x;'],
    [
      'a parameter entity fetched from elsewhere',
      '<!DOCTYPE x [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
      'x',
    ],
    ['an external subset', '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">', 'x'],
    ['nothing in it', '<!DOCTYPE Document>', 'x'],
  ])('is refused before parsing, with %s', (_, declaration, text) => {
    const xml = ONE.replace('<Document', `${declaration}<Document`).replace('<Ustrd>INV-4711', `<Ustrd>${text}`)
    const before = process.memoryUsage().rss
    for (const bytes of [Buffer.from(xml), utf16(xml), utf16(xml).subarray(2), utf16(xml).swap16()]) {
      const error = refusal(bytes)
      expect([error.code, error.status, error.errors[0]?.code]).toEqual(['XML_DOCTYPE', 422, 'XML_DOCTYPE'])
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('cannot hide behind an encoding in which nobody looks', () => {
    const hidden = ONE.replace('UTF-8', 'UTF-7').replace('<Document', '+ADwAIQ-DOCTYPE x+AD4-<Document')
    expect(firstOf(hidden).code).toBe('XML_ENCODING')
    expect(firstOf(Buffer.from([0x4c, 0x6f, 0xa7, 0x94])).code).toBe('XML_ENCODING')
    expect(firstOf(Buffer.from([0, 0, 0, 0x3c])).code).toBe('XML_ENCODING')
    expect(firstOf(ONE.replace('UTF-8', 'IBM037')).code).toBe('XML_ENCODING')
  })
})

describe('an encoding', () => {
  const name = (bytes: Uint8Array) => readPain001(bytes).transactions[0]?.payee.name
  const accented = ONE.replace('Rhone', 'Rhône')

  it.each([
    ['UTF-8', Buffer.from(accented)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${accented}`)],
    ['UTF-8 undeclared', Buffer.from(accented.replace(/<\?xml.*\?>\n/, ''))],
    ['UTF-16 little-endian', utf16(accented)],
    ['UTF-16 big-endian', utf16(accented).swap16()],
    ['UTF-16 without a byte order mark', utf16(accented).subarray(2)],
    ['ISO-8859-1', Buffer.from(accented.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
  ])('is read: %s', (_, bytes) => {
    expect(name(bytes)).toBe('Ateliers du Rhône SAS')
  })

  it('is refused where the bytes are not in it', () => {
    expect(firstOf(Buffer.from(accented, 'latin1')).code).toBe('XML_NOT_WELL_FORMED')
  })
})

describe('a document that is no pain.001 we read', () => {
  it.each(['pain.008.001.02', 'pain.001.001.11', 'pain.002.001.12', 'pain.001.003.03'])(
    'is refused by name: %s',
    (message) => {
      const { code, path, detail } = firstOf(ONE.replace('pain.001.001.09', message))
      expect([code, path]).toEqual(['MESSAGE_NOT_ACCEPTED', '/Document'])
      expect(detail).toBe(`This is ${message}; accepted are pain.001.001.09 and pain.001.001.03.`)
    },
  )

  it.each([
    ['another language', '<html xmlns="http://www.w3.org/1999/xhtml"/>', '/html'],
    ['no namespace', ONE.replace(/ xmlns="[^"]*"/, ''), '/Document'],
    ['the namespace on another root', ROOT.replace('Document', 'Payment').replace('>', '/>'), '/Payment'],
  ])('is refused: %s', (_, xml, path) => {
    expect(firstOf(xml)).toMatchObject({ code: 'MESSAGE_NOT_ACCEPTED', path })
  })

  it.each([
    ['nothing', '', 'XML_EMPTY'],
    ['no XML', 'id;amount\n1;2\n', 'XML_ENCODING'],
    ['half a document', ONE.slice(0, 900), 'XML_NOT_WELL_FORMED'],
    ['two roots', `${ONE}<x/>`, 'XML_NOT_WELL_FORMED'],
    ['an undeclared entity', ONE.replace('<Ustrd>INV', '<Ustrd>&x;INV'), 'XML_NOT_WELL_FORMED'],
    ['too deep a document', `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`, 'XML_NOT_WELL_FORMED'],
  ])('is refused: %s', (_, xml, code) => {
    expect(firstOf(xml).code).toBe(code)
  })
})

describe('the schema', () => {
  it('refuses what is not in it, by path and line and without repeating the value', () => {
    const xml = ONE.replace('FR7699990000420002140001788', '<![CDATA[secret 12345]]>')
    const line = xml.slice(0, xml.indexOf('secret')).split('\n').length
    expect(firstOf(xml)).toMatchObject({ code: 'SCHEMA', path: `${TRANSACTION}/CdtrAcct/Id/IBAN` })
    expect(firstOf(xml).detail).toMatch(new RegExp(`^Line ${line}: Element 'IBAN'`))
    expect(firstOf(xml).detail).not.toContain('12345')
  })

  it('is asked whatever the namespace prefix', () => {
    const prefixed = ONE.replaceAll(/<(\/?)([A-Z])/g, '<$1p:$2').replace('xmlns=', 'xmlns:p=')
    expect(readPain001(Buffer.from(prefixed))).toEqual(readPain001(Buffer.from(ONE)))
    expect(firstOf(prefixed.replace('XMPLFRPP', 'x'))).toMatchObject({
      code: 'SCHEMA',
      path: `${TRANSACTION}/CdtrAgt/FinInstnId/BICFI`,
    })
  })

  it('is our own, not one that the document points at', () => {
    const hints =
      '<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x file:///etc/passwd" '
    expect(readPain001(Buffer.from(ONE.replace('<Document ', hints))).transactions).toHaveLength(1)
  })

  it('knows no XInclude', () => {
    const include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    expect(firstOf(ONE.replace('<Ustrd>INV-4711</Ustrd>', `<Ustrd>${include}</Ustrd>`)).code).toBe('SCHEMA')
  })

  it('names at most a hundred errors, and says how many there are', () => {
    const error = refusal(repeated(150).replaceAll('<Cd>SUPP<', '<Cd>TOOLONG<'))
    expect(error.errors).toHaveLength(100)
    expect(error.detail).toContain('150')
  })
})

describe('text that another reader would read differently', () => {
  it('is refused for a comment within it', () => {
    const xml = ONE.replace('FR7699990000420002140001788', 'FR769999000042000<!-- -->2140001788')
    expect(firstOf(xml)).toMatchObject({ code: 'TEXT_INTERRUPTED', path: `${TRANSACTION}/CdtrAcct/Id/IBAN` })
  })

  it.each(['FR7699990000420002140001788', '<CdtrAcct>', '</Document>'])(
    'is refused for a processing instruction before %s',
    (place) => {
      expect(firstOf(ONE.replace(place, `<?x?>${place}`)).code).toBe('PROCESSING_INSTRUCTION')
    },
  )

  it('is fine with comments between elements', () => {
    expect(readPain001(Buffer.from(ONE.replace('<CdtrAcct>', '<!-- x --><CdtrAcct>'))).transactions).toHaveLength(1)
  })
})

describe('size', () => {
  it('is read up to 32 MiB', () => {
    const comment = `<!--${'x'.repeat(1024 * 1024 - 7)}-->`
    const padding = (bytes: number) => Buffer.from((ONE + comment.repeat(31)).padEnd(bytes, ' '))
    expect(readPain001(padding(USUAL_FILE_BYTES)).transactions).toHaveLength(1)
    expect(firstOf(padding(USUAL_FILE_BYTES + 1)).code).toBe('XML_TOO_LARGE')
  })

  it('is bounded in elements, siblings, attributes and transactions', () => {
    const flood = (count: number, text: string) => ONE.replace('<Ustrd>INV-4711</Ustrd>', text.repeat(count))
    expect(firstOf(flood(2 * MAX_ELEMENTS, '<a/>')).code).toBe('XML_TOO_MANY_ELEMENTS')
    expect(firstOf(flood(2_000, '<Ustrd/>')).code).toBe('XML_TOO_MANY_ELEMENTS')
    expect(firstOf(ONE.replace('<Document', `<Document ${'a=""'.repeat(250_000)}`)).code).toBe('XML_TOO_MANY_ELEMENTS')
    expect(
      firstOf(ONE.replace(/<CdtTrfTxInf>[^]*<\/CdtTrfTxInf>/, '<CdtTrfTxInf/>'.repeat(MAX_TRANSACTIONS + 1))).code,
    ).toBe('TOO_MANY_TRANSACTIONS')
  })

  it('of 5,000 transfers is read in bounded memory', () => {
    const xml = Buffer.from(repeated(5_000))
    const before = process.memoryUsage().rss
    expect(readPain001(xml).transactions).toHaveLength(5_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024)
  })

  it('leaves no document behind in the parser, read or refused', () => {
    readPain001(Buffer.from(ONE))
    diag.configure({ enabled: true })
    readPain001(Buffer.from(ONE))
    refusal(ONE.replace('XMPLFRPP', 'x'))
    refusal(ONE.replace('pain.001.001.09', 'pain.008.001.02'))
    refusal(ONE.slice(0, 900))
    const left = diag.report()
    diag.configure({ enabled: false })
    expect(left).toEqual({})
  })
})

function utf16(xml: string): Buffer {
  return Buffer.from(`\uFEFF${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le')
}
