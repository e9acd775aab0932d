import { Alert, Text } from '@mantine/core'
import { Problem } from '../../api/problem.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { callWords } from './words.ts'

/** Why a call cannot be made or recorded, and what to do instead. */
export function CallProblem({ error }: { readonly error: unknown }) {
  const { problems } = useWords(callWords)
  const told =
    error instanceof Problem ? Object.entries(problems).find(([code]) => code === error.code)?.[1] : undefined
  if (told === undefined) return <ProblemNotice error={error} />
  return (
    <Alert color="red" variant="light" title={told.title} role="alert">
      <Text size="sm">{told.body}</Text>
    </Alert>
  )
}
