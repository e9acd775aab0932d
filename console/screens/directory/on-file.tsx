import type { PayeeAccount, PayeeContact } from '../../api/payees.ts'
import { PayeeAccountNumber } from '../../parts/payee-account.tsx'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { directoryWords } from './words.ts'

/** The number of an account, or that it is not for this reader. */
export function AccountOnFile({ account: { identification } }: { readonly account: PayeeAccount }) {
  const words = useWords(directoryWords)
  return identification === null ? (
    <Withheld>{words.masked}</Withheld>
  ) : (
    <PayeeAccountNumber identification={identification} />
  )
}

/** The number or address of a contact, or that it is not for this reader. */
export function ContactOnFile({ contact: { value } }: { readonly contact: PayeeContact }) {
  const words = useWords(directoryWords)
  return value === null ? <Withheld>{words.masked}</Withheld> : <Name>{value}</Name>
}
