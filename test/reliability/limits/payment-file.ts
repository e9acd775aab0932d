import { SUPPLIER } from '../../support/organisation.ts'

/** A pain.001 that is right in everything but the account that pays, which nobody here knows; never in memory as a whole. */
export function* fileOf(transfers: number, remittanceOfEach = ''): Generator<Uint8Array> {
  yield Buffer.from(
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>M-1</MsgId>' +
      `<CreDtTm>2026-11-25T09:00:00Z</CreDtTm><NbOfTxs>${transfers}</NbOfTxs><InitgPty><Nm>Example</Nm></InitgPty></GrpHdr>` +
      '<PmtInf><PmtInfId>P-1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-12-01</Dt></ReqdExctnDt>' +
      `<Dbtr><Nm>Example</Nm></Dbtr><DbtrAcct><Id><IBAN>${SUPPLIER.account.iban}</IBAN></Id></DbtrAcct>` +
      '<DbtrAgt><FinInstnId><BICFI>XMPLFRPP</BICFI></FinInstnId></DbtrAgt>',
  )
  for (let number = 0; number < transfers; number += 1)
    yield Buffer.from(
      `<CdtTrfTxInf><PmtId><EndToEndId>T-${number}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">10.00</InstdAmt></Amt>` +
        `<Cdtr><Nm>${SUPPLIER.name}</Nm></Cdtr><CdtrAcct><Id><IBAN>${SUPPLIER.account.iban}</IBAN></Id></CdtrAcct>` +
        `${remittanceOfEach}</CdtTrfTxInf>`,
    )
  yield Buffer.from('</PmtInf></CstmrCdtTrfInitn></Document>')
}

/** Structured remittances with two lines of so many characters each: as much as the schema lets a transfer carry. */
export function remittance(count: number, characters: number): string {
  const line = `<AddtlRmtInf>${'x'.repeat(characters)}</AddtlRmtInf>`
  return `<RmtInf>${`<Strd>${line}${line}</Strd>`.repeat(count)}</RmtInf>`
}
