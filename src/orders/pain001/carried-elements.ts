import { plainText } from '../../domain/text.ts'
import type { Findings } from './findings.ts'
import { elementPath, numbering, type MessageElement } from './message-element.ts'
import { currentName } from './schema-paths.ts'
import { NOT_PROVIDED } from '../../domain/vetted-account.ts'

/** ISO 20022 Max140Text: the longest text among the elements carried. */
export const ELEMENT_LENGTH = 140

/** Read into fields of their own, by `map-transaction.ts` and `check-totals.ts`. */
const READ = [
  'GrpHdr/MsgId',
  'GrpHdr/CreDtTm',
  'GrpHdr/NbOfTxs',
  'GrpHdr/CtrlSum',
  'PmtInfId',
  'PmtMtd',
  'NbOfTxs',
  'CtrlSum',
  'ReqdExctnDt',
  'ReqdExctnDt/Dt',
  'Dbtr/Nm',
  'DbtrAcct/Id/IBAN',
  'DbtrAcct/Id/Othr/Id',
  'DbtrAcct/Id/Othr/SchmeNm/Cd',
  'PmtId/InstrId',
  'PmtId/EndToEndId',
  'PmtId/UETR',
  'Amt/InstdAmt',
  'Amt/EqvtAmt/Amt',
  'CdtrAgt/FinInstnId/BICFI',
  'Cdtr/Nm',
  'CdtrAcct/Id/IBAN',
  'CdtrAcct/Id/Othr/Id',
  'CdtrAcct/Id/Othr/SchmeNm/Cd',
  'RmtInf/Ustrd',
]

/** Affect amount or routing, or tell the payee what is paid: each leaf below goes into `elements`. */
const CARRIED = [
  'PmtTpInf',
  'ReqdExctnDt/DtTm',
  'ChrgBr',
  'Purp',
  'Amt/EqvtAmt/CcyOfTrf',
  'DbtrAcct/Tp',
  'DbtrAcct/Ccy',
  'DbtrAcct/Id/Othr/SchmeNm/Prtry',
  'DbtrAcct/Id/Othr/Issr',
  'DbtrAgt',
  'IntrmyAgt1',
  'IntrmyAgt2',
  'IntrmyAgt3',
  'CdtrAgt',
  'CdtrAcct/Tp',
  'CdtrAcct/Ccy',
  'CdtrAcct/Nm',
  'CdtrAcct/Id/Othr/SchmeNm/Prtry',
  'CdtrAcct/Id/Othr/Issr',
  ...['Cdtr', 'UltmtCdtr', 'UltmtDbtr'].flatMap((party) =>
    ['PstlAdr/Ctry', 'Id/OrgId', 'Id/PrvtId/Othr', 'CtryOfRes'].map((path) => `${party}/${path}`),
  ),
  'UltmtCdtr/Nm',
  'UltmtDbtr/Nm',
  'RmtInf/Strd/CdtrRefInf',
  'RmtInf/Strd/AddtlRmtInf',
  'RmtInf/Strd/RfrdDocInf/Tp',
  'RmtInf/Strd/RfrdDocInf/Nb',
  'RmtInf/Strd/RfrdDocInf/RltdDt',
]

/**
 * Harmless: who sends the file and how the debit is booked; and of parties whose account decides where the money goes,
 * their address and contact details, which nobody is ever called at.
 */
const IGNORED = [
  'GrpHdr/Authstn',
  'GrpHdr/InitgPty',
  'BtchBookg',
  'Dbtr',
  'DbtrAcct/Nm',
  'DbtrAgt/FinInstnId/Nm',
  'DbtrAgt/FinInstnId/PstlAdr',
  'Cdtr/PstlAdr',
  'Cdtr/CtctDtls',
  'UltmtCdtr/PstlAdr',
  'UltmtCdtr/CtctDtls',
  'UltmtDbtr/PstlAdr',
  'UltmtDbtr/CtctDtls',
]

type Treatment = 'read' | 'carry' | 'ignore' | 'refuse'

const TREATMENTS: ReadonlyMap<string, Treatment> = new Map([
  ...READ.map((path) => [path, 'read'] as const),
  ...CARRIED.map((path) => [path, 'carry'] as const),
  ...IGNORED.map((path) => [path, 'ignore'] as const),
])

/** Paths on the way to one that is treated. */
const LEADING: ReadonlySet<string> = new Set(
  [...TREATMENTS.keys()].flatMap((path) => path.split('/').map((_, depth, names) => names.slice(0, depth).join('/'))),
)

/** What is done with an element and, unless something else is said of it, with what is below. Without numbers. */
export function treatmentOf(path: string): Treatment {
  const own = TREATMENTS.get(path)
  if (own !== undefined) return own
  const end = path.lastIndexOf('/')
  return end === -1 ? 'refuse' : treatmentOf(path.slice(0, end))
}

/**
 * The carried elements below `parent`, except in children named in `apart`. An element that is neither read, carried
 * nor harmless is a finding ELEMENT_NOT_CARRIED: a payment is never approved without something of it.
 */
export function carriedElements(
  parent: MessageElement,
  apart: readonly string[],
  findings: Findings,
): Record<string, string> {
  const carried: Record<string, string> = {}
  for (const child of parent.children) {
    if (!apart.includes(child.name)) visit(child, currentName(child.name), currentName(child.name) + numbering(child))
  }
  return carried

  function visit(element: MessageElement, path: string, key: string): void {
    const treatment = treatmentOf(path)
    if (treatment === 'refuse' && !LEADING.has(path)) {
      findings.add(
        elementPath(element),
        'ELEMENT_NOT_CARRIED',
        `${element.name} would not be shown to those who approve: remove it, or make this payment another way.`,
      )
      return
    }
    if (treatment === 'carry' && element.text !== '' && !isPlaceholder(path, element.text)) {
      const text = findings.attempt(() => plainText(element.text, elementPath(element), ELEMENT_LENGTH))
      if (text !== undefined) carried[key] = text
    }
    for (const child of element.children)
      visit(child, `${path}/${currentName(child.name)}`, `${key}/${currentName(child.name)}${numbering(child)}`)
  }
}

/** SEPA files without a BIC identify the agent so (EPC implementation guidelines). */
function isPlaceholder(path: string, text: string): boolean {
  return path.endsWith('Agt/FinInstnId/Othr/Id') && text === NOT_PROVIDED
}
