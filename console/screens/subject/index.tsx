import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Redirect, useParams } from 'wouter'
import { subjectQuery } from '../../api/decisions.ts'
import type { SubjectKey } from '../../api/signing.ts'
import { NotFound } from '../../app/not-found.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { subjectWords } from '../../words/subject-words.ts'
import { SubjectDecision } from './subject-decision.tsx'

/** A change of anything but a payment, and what somebody decides about it. */
export function Screen() {
  const { type, id } = useParams<{ type: string; id: string }>()
  // A payment is read and decided on its own screen, however somebody came by its address.
  if (type === 'order') return <Redirect to={subjectPath({ type, id })} replace />
  return isType(type) ? <KnownSubject key={`${type} ${id}`} subject={{ type, id }} /> : <NotFound />
}

function KnownSubject({ subject }: { readonly subject: SubjectKey }) {
  const query = useQuery(subjectQuery(subject))
  return (
    <>
      {query.error === null ? null : <ProblemNotice error={query.error} retry={() => void query.refetch()} />}
      {query.data === undefined ? query.error === null ? <Skeletons /> : null : <SubjectDecision view={query.data} />}
    </>
  )
}

function Skeletons() {
  return (
    <Stack aria-hidden>
      <Skeleton height={32} width="40%" />
      <Skeleton height={180} />
    </Stack>
  )
}

function isType(type: string): type is SubjectKey['type'] {
  return Object.hasOwn(subjectWords.en.types, type)
}
