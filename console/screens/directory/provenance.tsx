import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { LongText } from '../../parts/long-text.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { directoryWords } from './words.ts'

/** Left out for those who may not read accounts, because it may repeat one. */
export function Provenance({ value, isMasked }: { readonly value: string | null; readonly isMasked: boolean }) {
  const words = useWords(directoryWords)
  if (value !== null) return <LongText>{value}</LongText>
  return isMasked ? <Withheld>{words.masked}</Withheld> : <>{words.noProvenance}</>
}

/** The change that others signed. */
export function VettedBy({ changeId }: { readonly changeId: string }) {
  const words = useWords(directoryWords)
  return (
    <Anchor component={Link} href={subjectPath({ type: 'account-change', id: changeId })} size="sm">
      {words.vettedLink}
    </Anchor>
  )
}
