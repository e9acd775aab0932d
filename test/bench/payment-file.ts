import { exampleIban } from '../support/organisation.ts'
import { nextInvoice } from './company.ts'
import type { Installation } from './installation.ts'

/** Payments of one file a second: until it is answered, and until the last of them is released, signed and told. */
export interface FileRate {
  readonly payments: number
  readonly acceptedPerSecond: number
  readonly releasedPerSecond: number
}

let files = 0

/** The same payments as a payment run brings them: one file, assessed and put on record in one transaction. */
export async function measureFile(installation: Installation, payments: number): Promise<FileRate> {
  files += 1
  const file = new TextEncoder().encode(pain001(`RUN-${files}`, payments))
  const began = performance.now()
  const { orders } = await installation.erp.submitFile(file, { channel: 'erp', requestedBy: ['ana@example.com'] })
  const rateSinceBegin = (): number => (payments * 1000) / (performance.now() - began)
  const acceptedPerSecond = rateSinceBegin()
  const waiting = orders.find(({ state }) => state !== 'approved')
  if (waiting !== undefined) throw new Error(`Order ${waiting.id} is ${waiting.state}`)
  await Promise.all(orders.map(({ id }) => installation.releasedAt(id)))
  return { payments, acceptedPerSecond, releasedPerSecond: rateSinceBegin() }
}

function pain001(messageId: string, payments: number): string {
  const invoices = Array.from({ length: payments }, () => nextInvoice('straight through'))
  const sum = invoices.reduce((total, { amount }) => total + Number(amount), 0).toFixed(2)
  const counted = `<NbOfTxs>${payments}</NbOfTxs><CtrlSum>${sum}</CtrlSum>`
  const company = '<Nm>Example Europe SAS</Nm>'
  const accountOf = (iban: string): string => `<Id><IBAN>${iban}</IBAN></Id>`
  const transactions = invoices.map(
    ({ externalId, amount, currency, payee, reference }) =>
      `<CdtTrfTxInf><PmtId><EndToEndId>${externalId}</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="${currency}">${amount}</InstdAmt></Amt>
        <Cdtr><Nm>${payee.name}</Nm></Cdtr><CdtrAcct>${accountOf(payee.account.iban)}</CdtrAcct>
        <RmtInf><Ustrd>${reference}</Ustrd></RmtInf></CdtTrfTxInf>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
      <GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${new Date().toISOString()}</CreDtTm>${counted}
        <InitgPty>${company}</InitgPty></GrpHdr>
      <PmtInf><PmtInfId>${messageId}-A</PmtInfId><PmtMtd>TRF</PmtMtd>${counted}
        <ReqdExctnDt><Dt>${invoices[0]?.executionDate ?? ''}</Dt></ReqdExctnDt>
        <Dbtr>${company}</Dbtr><DbtrAcct>${accountOf(exampleIban(1))}</DbtrAcct>
        <DbtrAgt><FinInstnId><BICFI>AGRIFRPP</BICFI></FinInstnId></DbtrAgt>
        ${transactions.join('\n')}
      </PmtInf></CstmrCdtTrfInitn></Document>`
}
