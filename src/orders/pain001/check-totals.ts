import type { Findings } from './findings.ts'
import { childrenOf, elementPath, find, required, type MessageElement } from './message-element.ts'

/** `DecimalNumber` has at most 17 fraction digits, an amount five: sums are exact in units of 10^-17. */
const FRACTION_DIGITS = 17

/** Compares the counts and control sums of the group header and of every payment information with what is there. */
export function checkTotals(initiation: MessageElement, findings: Findings): void {
  const instructions = childrenOf(initiation, 'PmtInf')
  for (const instruction of instructions) checkGroup(instruction, childrenOf(instruction, 'CdtTrfTxInf'), findings)
  checkGroup(
    required(initiation, 'GrpHdr'),
    instructions.flatMap((instruction) => childrenOf(instruction, 'CdtTrfTxInf')),
    findings,
  )
}

/** The amount element of a transaction, by either way of stating it. */
export function amountElement(transaction: MessageElement): MessageElement {
  return find(transaction, 'Amt/InstdAmt') ?? required(transaction, 'Amt/EqvtAmt/Amt')
}

function checkGroup(group: MessageElement, transactions: readonly MessageElement[], findings: Findings): void {
  const count = find(group, 'NbOfTxs')
  if (count !== undefined && BigInt(count.text) !== BigInt(transactions.length)) {
    findings.add(
      elementPath(count),
      'COUNT_MISMATCH',
      `This says ${count.text} transfers; there are ${transactions.length}.`,
    )
  }
  const stated = find(group, 'CtrlSum')
  if (stated === undefined) return
  const total = transactions.reduce((sum, transaction) => sum + units(amountElement(transaction).text), 0n)
  if (units(stated.text) !== total) {
    findings.add(
      elementPath(stated),
      'SUM_MISMATCH',
      `This says ${stated.text}; the transfers add up to ${decimal(total)}, irrespective of currencies.`,
    )
  }
}

/** An `xs:decimal` in units of 10^-17. */
function units(text: string): bigint {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (match === null) throw new Error('Unexpected lexical form, expected an xs:decimal that the schema accepted')
  const [, sign, whole = '', fraction = ''] = match
  const value = BigInt(whole + fraction.replace(/0+$/, '').padEnd(FRACTION_DIGITS, '0'))
  return sign === '-' ? -value : value
}

function decimal(value: bigint): string {
  const digits = value.toString().padStart(FRACTION_DIGITS + 1, '0')
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '').padEnd(2, '0')
  return `${digits.slice(0, -FRACTION_DIGITS)}.${fraction}`
}
