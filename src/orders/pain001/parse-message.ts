import { ParseOption, XmlCData, XmlDocument, XmlElement, XmlLibError, XmlText } from 'libxml2-wasm'
import { describeXmlError } from './describe-xml-error.ts'
import { Findings, refusePain001 } from './findings.ts'
import { MAX_ELEMENTS, refuseTooManyElements, refuseXml } from './guard-xml.ts'
import { elementPath, type MessageElement } from './message-element.ts'
import { PAIN001_MESSAGES, type Pain001Name } from './transaction.ts'
import { validateSchema } from './validate-schema.ts'

/** A parent of more than this many elements is no payment; transactions and their groups are counted as such. */
const MAX_CHILDREN = 1_000
export const MAX_TRANSACTIONS = 10_000

/**
 * Nothing is substituted, loaded, fetched or included; libxml2's own limits hold (256 levels, 10 MB a text), since
 * XML_PARSE_HUGE is not given. Line numbers go past 65,535.
 */
const PARSE_OPTIONS = (ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES) as ParseOption

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:'

export interface ParsedMessage {
  readonly message: Pain001Name
  readonly root: MessageElement
}

/** Parses bytes that passed `guardXml` and validates them against the message's own schema. */
export function parseMessage(xml: Uint8Array): ParsedMessage {
  const document = parseXml(xml)
  try {
    if (document.dtd !== null) throw refuseXml('XML_DOCTYPE', 'Remove the document type declaration.')
    const message = messageName(document.root)
    // They mean nothing here, and libxml2-wasm's sibling walk ends at one: what follows it would go unseen.
    if (document.eval('boolean(/*//processing-instruction())') === true) {
      throw refuseXml('PROCESSING_INSTRUCTION', 'Remove the processing instructions from within the document element.')
    }
    const findings = new Findings()
    const root = toMessageElement(document.root, findings)
    validateSchema(document, message, root)
    findings.throwIfAny()
    return { message, root }
  } finally {
    document.dispose()
  }
}

function parseXml(xml: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(xml, { option: PARSE_OPTIONS })
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    throw refusePain001(
      error.details.map((detail) => ({ path: '', code: 'XML_NOT_WELL_FORMED', detail: describeXmlError(detail) })),
    )
  }
}

function messageName(root: XmlElement): Pain001Name {
  const accepted = PAIN001_MESSAGES.find((name) => root.name === 'Document' && root.namespaceUri === NAMESPACE + name)
  if (accepted !== undefined) return accepted
  const named = /^urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3}\.\d{3}\.\d{2})$/.exec(root.namespaceUri)?.[1]
  const detail = `This is ${named ?? 'no ISO 20022 message'}; accepted are ${PAIN001_MESSAGES.join(' and ')}.`
  throw refusePain001([{ path: `/${root.name.slice(0, 50)}`, code: 'MESSAGE_NOT_ACCEPTED', detail }])
}

/**
 * Copies the tree, within bounds, before it is validated: the validator reports without end, and looks at all
 * siblings of an element for each report.
 */
function toMessageElement(root: XmlElement, findings: Findings): MessageElement {
  let elements = 0
  let transactions = 0
  const copy = (source: XmlElement, parent: MessageElement | null, position: number): MessageElement => {
    elements += 1
    if (source.name === 'CdtTrfTxInf') transactions += 1
    if (elements > MAX_ELEMENTS) throw refuseTooManyElements()
    if (transactions > MAX_TRANSACTIONS)
      throw refuseXml('TOO_MANY_TRANSACTIONS', `Split the file: at most ${MAX_TRANSACTIONS} transfers are read.`)
    const children: MessageElement[] = []
    const seen = new Map<string, number>()
    const element = { name: source.name, parent, children, text: '', currency: currencyOf(source), position }
    let interrupted = false
    for (let node = source.firstChild; node !== null; node = node.next) {
      if (node instanceof XmlElement) {
        const nth = (seen.get(node.name) ?? 0) + 1
        seen.set(node.name, nth)
        children.push(copy(node, element, nth))
      } else if (node instanceof XmlText || node instanceof XmlCData) element.text += node.content
      else interrupted = true
    }
    element.text = element.text.trim()
    refuseCrowd(element)
    // A reader that stops at the comment would see another text than we do: another account, another amount.
    if (interrupted && element.text !== '') {
      findings.add(elementPath(element), 'TEXT_INTERRUPTED', 'Remove the comment from within the text.')
    }
    return element
  }
  return copy(root, null, 1)
}

function refuseCrowd(element: MessageElement): void {
  const others = element.children.filter(({ name }) => name !== 'CdtTrfTxInf' && name !== 'PmtInf')
  if (others.length > MAX_CHILDREN || element.children.length - others.length > MAX_TRANSACTIONS)
    throw refuseTooManyElements()
}

function currencyOf(element: XmlElement): string {
  return element.name.endsWith('Amt') ? (element.attr('Ccy')?.value ?? '') : ''
}
