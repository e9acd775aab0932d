import { Anchor } from '@mantine/core'
import { Link } from 'wouter'
import { LongText } from '../../parts/long-text.tsx'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { directoryWords } from './words.ts'

/** Left out for those who may not read accounts, because it may repeat one. */
export function Provenance({ value, isMasked }: { readonly value: string | null; readonly isMasked: boolean }) {
  const words = useWords(directoryWords)
  if (value !== null) return <LongText>{value}</LongText>
  return isMasked ? <Withheld>{words.masked}</Withheld> : <>{words.noProvenance}</>
}

/** The change that others signed; ids of changes say which kind they are. */
export function VettedBy({ changeId, type = 'account-change' }: { readonly changeId: string; readonly type?: string }) {
  const words = useWords(directoryWords)
  return (
    <Anchor component={Link} href={`/subjects/${type}/${encodeURIComponent(changeId)}`} size="sm">
      {words.vettedLink}
    </Anchor>
  )
}
