import { decimalsOf } from '../../domain/currency.ts'
import { refuseField } from '../../domain/errors.ts'
import { formatAmount, parseAmount } from '../../domain/money.ts'
import type { AccountIdentification } from '../../domain/payment.ts'
import { plainText } from '../../domain/text.ts'
import { parseBic, parseIban, parseOtherAccountId } from '../account-identification.ts'
import { amountElement } from './check-totals.ts'
import type { Findings } from './findings.ts'
import { childrenOf, elementPath, find, required, type MessageElement } from './message-element.ts'
import type { Pain001Transaction } from './transaction.ts'
import { NOT_PROVIDED } from '../../domain/vetted-account.ts'

const NAME_LENGTH = 140
export const ID_LENGTH = 35
/** What a payee is sure to receive, and what an order's reference may hold. `Ustrd` repeats in the schema. */
const REFERENCE_LENGTH = 140

/** What the transactions of a `PmtInf` share, and what is each one's own; `elements` come from both. */
export type SharedFields = Pick<Pain001Transaction, 'paymentInformationId' | 'debtor' | 'debtorAgent' | 'executionDate'>
export type OwnFields = Omit<Pain001Transaction, keyof SharedFields | 'elements'>

export function mapInstruction(instruction: MessageElement, findings: Findings): SharedFields | undefined {
  const method = required(instruction, 'PmtMtd')
  if (method.text !== 'TRF') {
    findings.add(
      elementPath(method),
      'ELEMENT_NOT_CARRIED',
      `Use TRF: cheques and transfer advices (${method.text}) are not carried.`,
    )
  }
  return findings.attempt(() => {
    const name = find(instruction, 'Dbtr/Nm')
    const bic = bicOf(instruction, 'DbtrAgt')
    return {
      paymentInformationId: textOf(required(instruction, 'PmtInfId'), ID_LENGTH),
      debtor: {
        ...(name !== undefined && { name: textOf(name, NAME_LENGTH) }),
        account: accountOf(required(instruction, 'DbtrAcct'), undefined, undefined),
      },
      ...(bic !== undefined && { debtorAgent: bic }),
      executionDate: executionDateOf(required(instruction, 'ReqdExctnDt')),
    }
  })
}

export function mapTransaction(transaction: MessageElement): OwnFields {
  const endToEndId = endToEndIdOf(transaction)
  const instructionId = find(transaction, 'PmtId/InstrId')
  const uetr = find(transaction, 'PmtId/UETR')
  return {
    path: elementPath(transaction),
    externalId: endToEndId,
    endToEndId,
    ...(instructionId !== undefined && { instructionId: textOf(instructionId, ID_LENGTH) }),
    ...(uetr !== undefined && { uetr: uetr.text }),
    ...amountOf(amountElement(transaction)),
    payee: payeeOf(transaction),
    reference: referenceOf(transaction, endToEndId),
  }
}

/** It becomes the `externalId`, by which the sender's system finds its payment again: it must name something. */
function endToEndIdOf(transaction: MessageElement): string {
  const element = required(transaction, 'PmtId/EndToEndId')
  const id = textOf(element, ID_LENGTH)
  if (id !== NOT_PROVIDED) return id
  throw refuseField(
    elementPath(element),
    'END_TO_END_ID_MISSING',
    'Give every transfer its own EndToEndId: its order is known by it.',
  )
}

/** XML Schema decimals have many spellings of one amount; missing decimals are filled in, all else is refused. */
function amountOf(element: MessageElement): { amount: string; currency: string } {
  const { text, currency } = element
  const path = elementPath(element)
  const decimals = decimalsOf(currency)
  if (decimals === undefined)
    throw refuseField(
      `${path}/@Ccy`,
      'CURRENCY_UNKNOWN',
      'Use an ISO 4217 code that payments are made in, such as EUR.',
    )
  const [whole = '', fraction = ''] = text.split('.')
  const amount = decimals === 0 && !text.includes('.') ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`
  return { amount: formatAmount(parseAmount(amount, currency, path)), currency }
}

function payeeOf(transaction: MessageElement): Pain001Transaction['payee'] {
  const name = find(transaction, 'Cdtr/Nm')
  if (name === undefined)
    throw refuseField(elementPath(transaction), 'PAYEE_NAME_MISSING', 'Name the payee in Cdtr/Nm.')
  const account = find(transaction, 'CdtrAcct')
  if (account === undefined)
    throw refuseField(elementPath(transaction), 'PAYEE_ACCOUNT_MISSING', "Give the payee's account in CdtrAcct.")
  const bic = bicOf(transaction, 'CdtrAgt')
  const country = bic?.slice(4, 6) ?? find(transaction, 'CdtrAgt/FinInstnId/PstlAdr/Ctry')?.text
  return { name: textOf(name, NAME_LENGTH), account: accountOf(account, bic, country) }
}

/** `country` is that of the bank, by its BIC, else by its address: an account number of another scheme needs one. */
function accountOf(
  account: MessageElement,
  bic: string | undefined,
  country: string | undefined,
): AccountIdentification {
  const iban = find(account, 'Id/IBAN')
  if (iban !== undefined) return { iban: parseIban(iban.text, elementPath(iban)), ...(bic !== undefined && { bic }) }
  const id = required(account, 'Id/Othr/Id')
  const scheme = find(account, 'Id/Othr/SchmeNm/Cd') ?? find(account, 'Id/Othr/SchmeNm/Prtry')
  return {
    other: {
      id: parseOtherAccountId(id.text, elementPath(id)),
      ...(scheme !== undefined && { scheme: textOf(scheme, ID_LENGTH) }),
      ...(bic !== undefined && { bic }),
      ...(country !== undefined && { country }),
    },
  }
}

function bicOf(parent: MessageElement, agent: string): string | undefined {
  const bic = find(parent, `${agent}/FinInstnId/BICFI`) ?? find(parent, `${agent}/FinInstnId/BIC`)
  return bic === undefined || bic.text === NOT_PROVIDED ? undefined : parseBic(bic.text, elementPath(bic))
}

/** `Dt` or `DtTm` (v09), or the date itself (v03). An `xs:date` may carry a time zone, which no bank reads. */
function executionDateOf(element: MessageElement): string {
  const stated = find(element, 'Dt') ?? find(element, 'DtTm') ?? element
  const date = /^\d{4}-\d{2}-\d{2}/.exec(stated.text)?.[0]
  if (date === undefined) throw refuseField(elementPath(stated), 'DATE_FORMAT', 'Write the date as YYYY-MM-DD.')
  return date
}

function referenceOf(transaction: MessageElement, endToEndId: string): string {
  const remittance = find(transaction, 'RmtInf')
  if (remittance === undefined) return endToEndId
  const lines = childrenOf(remittance, 'Ustrd')
  const references = childrenOf(remittance, 'Strd').flatMap((structured) => find(structured, 'CdtrRefInf/Ref') ?? [])
  const stated = lines.length > 0 ? lines : references
  if (stated.length === 0) return endToEndId
  return plainText(stated.map(({ text }) => text).join(' '), elementPath(remittance), REFERENCE_LENGTH)
}

function textOf(element: MessageElement, maxLength: number): string {
  return plainText(element.text, elementPath(element), maxLength)
}
