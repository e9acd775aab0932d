import type { AccountIdentification } from '../../domain/payment.ts'

export const PAIN001_MESSAGES = ['pain.001.001.09', 'pain.001.001.03'] as const
export type Pain001Name = (typeof PAIN001_MESSAGES)[number]

/** A customer credit transfer initiation, read completely: every element of it is carried below, or is harmless. */
export interface Pain001Message {
  readonly message: Pain001Name
  readonly messageId: string
  /** `CreDtTm` as written: ISO 20022 lets it be without a time zone. */
  readonly creationTime: string
  readonly transactions: readonly Pain001Transaction[]
}

/** One `CdtTrfTxInf` together with what it inherits from its `PmtInf`. */
export interface Pain001Transaction {
  /** Where it stands in the file: `/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[2]`. */
  readonly path: string
  /** The `EndToEndId`, which is unique within a file that was read. */
  readonly externalId: string
  readonly endToEndId: string
  readonly instructionId?: string
  readonly uetr?: string
  readonly paymentInformationId: string
  readonly debtor: { readonly name?: string; readonly account: AccountIdentification }
  /** BIC of the bank that is to debit. */
  readonly debtorAgent?: string
  /** In exactly the currency's decimals. Of an `EqvtAmt` the amount debited; the currency paid is in `elements`. */
  readonly amount: string
  readonly currency: string
  readonly payee: { readonly name: string; readonly account: AccountIdentification }
  /** `YYYY-MM-DD`, as written; the moment of a `DtTm` is in `elements` too. */
  readonly executionDate: string
  /** The unstructured remittance lines, else the structured creditor references, else the `EndToEndId`. */
  readonly reference: string
  /**
   * Every other element that affects amount or routing, or tells the payee what is paid: path relative to the
   * transaction → text. Names are those of pain.001.001.09 whatever the file's version (`BICFI`, `AnyBIC`).
   */
  readonly elements: Readonly<Record<string, string>>
}
