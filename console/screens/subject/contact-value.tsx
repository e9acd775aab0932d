import { useWords } from '../../words/language.tsx'
import type { ProposedContact } from './proposed-payee.ts'
import { subjectScreenWords } from './words.ts'

export function ContactValue({ contact: { kind, value } }: { readonly contact: ProposedContact }) {
  const { kinds } = useWords(subjectScreenWords).contact
  return (
    <>
      {Object.entries(kinds).find(([name]) => name === kind)?.[1] ?? kind}: <bdi>{value}</bdi>
    </>
  )
}
