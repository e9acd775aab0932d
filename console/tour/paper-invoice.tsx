import { Fact, Facts } from '../parts/facts.tsx'
import { AccountNumber, Amount, Name } from '../words/values.tsx'
import { useWords } from '../words/language.tsx'
import { INVOICE } from './examples.ts'
import classes from './tour.module.css'
import { tourWords } from './words.ts'

/** The sheet of paper on the clerk's desk. It is not from the service, which keeps both to itself until they are typed. */
export function PaperInvoice() {
  const words = useWords(tourWords)
  return (
    <section className={classes['paper']}>
      <h3>{words.invoice}</h3>
      <Facts>
        <Fact name={words.invoiceFrom}>
          <Name>{INVOICE.supplier}</Name>
        </Fact>
        <Fact name={words.invoiceNumber}>{INVOICE.number}</Fact>
        <Fact name={words.invoiceAmount}>
          <Amount value={INVOICE.amount} currency={INVOICE.currency} />
        </Fact>
        <Fact name={words.invoiceAccount}>
          <AccountNumber value={INVOICE.iban} />
        </Fact>
      </Facts>
    </section>
  )
}
