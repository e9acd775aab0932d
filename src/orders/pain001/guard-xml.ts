import { CountersignError } from '../../domain/errors.ts'
import { refusePain001 } from './findings.ts'

/** Room for 10,000 ordinary transactions of some 30 elements; a tree costs the parser some 150 bytes for each. */
export const MAX_ELEMENTS = 400_000
const MAX_ATTRIBUTES = 200_000

/** ISO 20022 messages are UTF-8; the others are what exports are also found in. All but UTF-16 extend ASCII. */
const ASCII_ENCODINGS = ['utf-8', 'us-ascii', 'iso-8859-1', 'iso-8859-15', 'windows-1252']
const DECLARED_ENCODING = /^(?:\u00EF\u00BB\u00BF)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/

/**
 * What is refused from the bytes alone, before a parser sees them: too much, an encoding in which the scan below
 * would be blind, and any document type, so that there are no entities to expand and nothing external to fetch
 * (OWASP XML External Entity Prevention: disable DTDs completely).
 */
export function guardXml(xml: Uint8Array, maxBytes: number): void {
  if (xml.byteLength === 0) throw refuseXml('XML_EMPTY', 'Send the pain.001 document as the body.')
  if (xml.byteLength > maxBytes)
    throw refuseXml('XML_TOO_LARGE', `Split the file: at most ${maxBytes / 1024 / 1024} MiB are read.`)
  const bytes = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength)
  const unit = codeUnit(bytes)
  if (unit === null) {
    throw refuseXml(
      'XML_ENCODING',
      'Send XML in UTF-8 (or UTF-16, ISO-8859-1, ISO-8859-15, windows-1252), from its first byte.',
    )
  }
  if (contains(bytes, '<!DOCTYPE', unit) || contains(bytes, '<!ENTITY', unit)) {
    const detail = 'Remove the document type declaration: a pain.001 has none, and no entities are read.'
    throw new CountersignError({
      code: 'XML_DOCTYPE',
      status: 422,
      detail,
      errors: [{ path: '', code: 'XML_DOCTYPE', detail }],
    })
  }
  // An element has at most two of these, an attribute has one.
  if (count(bytes, '<') > 2 * MAX_ELEMENTS || count(bytes, '=') > MAX_ATTRIBUTES) throw refuseTooManyElements()
}

export function refuseTooManyElements(): CountersignError {
  return refuseXml('XML_TOO_MANY_ELEMENTS', `Split the file: at most ${MAX_ELEMENTS} elements are read.`)
}

export function refuseXml(code: string, detail: string): CountersignError {
  return refusePain001([{ path: '', code, detail }])
}

type CodeUnit = 'ascii' | 'utf16le' | 'utf16be'

/** How `<` is written, by XML 1.0 appendix F, for the encodings accepted. */
function codeUnit(bytes: Buffer): CodeUnit | null {
  const head = bytes.subarray(0, 4).toString('hex')
  if (/^(fffe3c00|3c003f00)/.test(head)) return 'utf16le'
  if (/^(feff003c|003c003f)/.test(head)) return 'utf16be'
  const start = bytes.subarray(0, 512).toString('latin1')
  if (!/^(?:\u00EF\u00BB\u00BF)?\s*</.test(start)) return null
  const declared = DECLARED_ENCODING.exec(start)?.[1]?.toLowerCase() ?? 'utf-8'
  return ASCII_ENCODINGS.includes(declared) ? 'ascii' : null
}

function contains(bytes: Buffer, text: string, unit: CodeUnit): boolean {
  if (unit === 'ascii') return bytes.includes(text, 0, 'latin1')
  const written = Buffer.from(text, 'utf16le')
  return bytes.includes(unit === 'utf16le' ? written : written.swap16())
}

function count(bytes: Buffer, character: string): number {
  const code = character.charCodeAt(0)
  let found = 0
  for (let at = bytes.indexOf(code); at !== -1; at = bytes.indexOf(code, at + 1)) found += 1
  return found
}
