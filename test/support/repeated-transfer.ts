import { readFileSync } from 'node:fs'

const ONE = readFileSync(new URL('../../examples/honest-supplier.xml', import.meta.url), 'utf8')
const TRANSFER = /<CdtTrfTxInf>[^]*<\/CdtTrfTxInf>/.exec(ONE)?.[0] ?? ''

/** The example's transfer, so many times in one file with ids of their own; `stated` is how many it says there are. */
export function repeatedTransfer(count: number, stated = count): string {
  const transfers = Array.from({ length: count }, (_, each) =>
    TRANSFER.replace('<EndToEndId>INV-4711<', `<EndToEndId>INV-${each}<`),
  )
  return ONE.replace(TRANSFER, () => transfers.join(''))
    .replaceAll('<NbOfTxs>1<', `<NbOfTxs>${stated}<`)
    .replaceAll('<CtrlSum>214000.00<', `<CtrlSum>${count * 214_000}<`)
}
