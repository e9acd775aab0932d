import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XmlDocument, XmlElement } from 'libxml2-wasm'
import { packageRoot } from '../../platform/package-root.ts'
import { PAIN001_MESSAGES, type Pain001Name } from './transaction.ts'

/** What may stand below an element of this type, by name; a type that is not there is text. */
type ContentModels = ReadonlyMap<string, ReadonlyMap<string, { readonly type: string; readonly repeats: boolean }>>

/** Elements of a payment stand below these: what its `PmtInf` shares, and what is its own. */
const PAYMENT = [
  ['CstmrCdtTrfInitn', 'PmtInf'],
  ['CstmrCdtTrfInitn', 'PmtInf', 'CdtTrfTxInf'],
]

/** What pain.001.001.03 calls otherwise. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['BIC', 'BICFI'],
  ['BICOrBEI', 'AnyBIC'],
])

/** The name that an element has in pain.001.001.09. */
export function currentName(name: string): string {
  return RENAMED.get(name) ?? name
}

/**
 * Whether a payment of one of the messages can have text at this path, relative to the transaction, by the message's
 * own schema: `CdtrAgt/FinInstnId/PstlAdr/AdrLine[2]`. Only what repeats there has a number.
 */
export function isSchemaPath(path: string): boolean {
  const steps = path.split('/').map((step) => {
    const [, name = '', number] = /^([A-Za-z0-9]+)(?:\[(\d+)\])?$/.exec(step) ?? []
    return { name, isNumbered: number !== undefined }
  })
  return PAIN001_MESSAGES.some((message) => PAYMENT.some((ancestors) => leadsToText(message, ancestors, steps)))
}

function leadsToText(
  message: Pain001Name,
  ancestors: readonly string[],
  steps: readonly { readonly name: string; readonly isNumbered: boolean }[],
): boolean {
  const models = modelsOf(message)
  let type = 'Document'
  for (const name of ancestors) type = models.get(type)?.get(name)?.type ?? ''
  for (const { name, isNumbered } of steps) {
    const child = models.get(type)?.get(name)
    if (child === undefined || (isNumbered && !child.repeats)) return false
    type = child.type
  }
  return !models.has(type)
}

const known = new Map<Pain001Name, ContentModels>()

/** Read once, for the life of the process. ISO 20022's schemas are sequences and choices of named types, no more. */
function modelsOf(message: Pain001Name): ContentModels {
  const before = known.get(message)
  if (before !== undefined) return before
  const document = XmlDocument.fromBuffer(
    readFileSync(join(packageRoot(), 'src/orders/pain001/schema', `${message}.xsd`)),
  )
  try {
    const models = new Map(
      childrenOf(document.root, ['complexType'])
        .map((type) => [textOf(type, 'name'), contentOf(type)] as const)
        .filter(([, content]) => content.size > 0),
    )
    known.set(message, models)
    return models
  } finally {
    document.dispose()
  }
}

function contentOf(type: XmlElement) {
  const elements = childrenOf(type, ['sequence', 'choice']).flatMap((group) => childrenOf(group, ['element']))
  return new Map(
    elements.map((element) => {
      const repeats = !['', '1'].includes(textOf(element, 'maxOccurs'))
      return [currentName(textOf(element, 'name')), { type: textOf(element, 'type'), repeats }]
    }),
  )
}

function childrenOf(parent: XmlElement, names: readonly string[]): XmlElement[] {
  const found: XmlElement[] = []
  for (let node = parent.firstChild; node !== null; node = node.next)
    if (node instanceof XmlElement && names.includes(node.name)) found.push(node)
  return found
}

function textOf(element: XmlElement, attribute: string): string {
  return element.attr(attribute)?.value ?? ''
}
