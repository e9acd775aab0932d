import { plainText } from '../../domain/text.ts'
import { USUAL_FILE_BYTES } from '../../platform/http/intake.ts'
import { carriedElements } from './carried-elements.ts'
import { checkTotals } from './check-totals.ts'
import { canonicalPaths } from './element-numbers.ts'
import { Findings } from './findings.ts'
import { guardXml } from './guard-xml.ts'
import { ID_LENGTH, mapInstruction, mapTransaction } from './map-transaction.ts'
import { childrenOf, elementPath, find, required, type MessageElement } from './message-element.ts'
import { parseMessage } from './parse-message.ts'
import type { Pain001Message, Pain001Transaction } from './transaction.ts'

/** ISO 20022 rules ChargeBearer, PaymentTypeInformation and UltimateDebtor: at one level or the other, never both. */
const EITHER_LEVEL = ['PmtTpInf', 'ChrgBr', 'UltmtDbtr']

/**
 * Reads a customer credit transfer initiation (pain.001.001.09 or .03), whole or not at all.
 *
 * Bytes are refused before parsing where they could harm (XML_DOCTYPE, size, encoding), then the document is validated
 * against its schema, its counts and control sums are compared, and every element is accounted for: mapped, carried
 * along in `elements`, or known to be harmless. Anything else is refused with its path: a signer could not see it.
 *
 * @throws CountersignError 422 `XML_DOCTYPE`, or 422 `PAIN001_INVALID` with at most 100 `errors` by element path.
 */
export function readPain001(xml: Uint8Array, maxBytes = USUAL_FILE_BYTES): Pain001Message {
  guardXml(xml, maxBytes)
  const { message, root } = parseMessage(xml)
  const initiation = required(root, 'CstmrCdtTrfInitn')
  const findings = new Findings()
  carriedElements(initiation, ['PmtInf'], findings)
  checkTotals(initiation, findings)
  const id = required(initiation, 'GrpHdr/MsgId')
  findings.attempt(() => plainText(id.text, elementPath(id), ID_LENGTH))
  const transactions = childrenOf(initiation, 'PmtInf').flatMap((instruction) => readInstruction(instruction, findings))
  refuseDuplicates(transactions, findings)
  findings.throwIfAny()
  return {
    message,
    messageId: id.text,
    creationTime: required(initiation, 'GrpHdr/CreDtTm').text,
    transactions,
  }
}

function readInstruction(instruction: MessageElement, findings: Findings): Pain001Transaction[] {
  const shared = mapInstruction(instruction, findings)
  const sharedElements = carriedElements(instruction, ['CdtTrfTxInf'], findings)
  return childrenOf(instruction, 'CdtTrfTxInf').flatMap((transaction) => {
    refuseBothLevels(instruction, transaction, findings)
    const elements = numbered(sharedElements, carriedElements(transaction, [], findings))
    const own = findings.attempt(() => mapTransaction(transaction))
    return shared === undefined || own === undefined ? [] : [{ ...shared, ...own, elements }]
  })
}

type Elements = Readonly<Record<string, string>>

/** Anew, since what is empty is not carried: what is left of its kind may be alone. */
function numbered(shared: Elements, own: Elements): Elements {
  const all = new Map([...Object.entries(shared), ...Object.entries(own)])
  const canonical = canonicalPaths([...all.keys()])
  // Assigned one by one: of a thousand elements V8 makes a table so, and with `fromEntries` a thousand shapes.
  const elements: Record<string, string> = {}
  for (const [path, text] of all) elements[canonical.get(path) ?? path] = text
  return elements
}

function refuseBothLevels(instruction: MessageElement, transaction: MessageElement, findings: Findings): void {
  for (const name of EITHER_LEVEL) {
    const own = find(transaction, name)
    if (own === undefined || find(instruction, name) === undefined) continue
    findings.add(
      elementPath(own),
      'ELEMENT_AT_BOTH_LEVELS',
      `Give ${name} in PmtInf or in CdtTrfTxInf: banks do not agree on which would count.`,
    )
  }
}

/** One `EndToEndId` for two transfers would be one `externalId` for two orders. */
function refuseDuplicates(transactions: readonly Pain001Transaction[], findings: Findings): void {
  const first = new Map<string, string>()
  for (const { endToEndId, path } of transactions) {
    const earlier = first.get(endToEndId)
    if (earlier === undefined) first.set(endToEndId, path)
    else
      findings.add(
        `${path}/PmtId/EndToEndId`,
        'END_TO_END_ID_DUPLICATE',
        `This EndToEndId is already that of ${earlier}.`,
      )
  }
}
