import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import { Problem, type FieldProblem } from '../../api/problem.ts'
import { Refusal } from '../../parts/refusal.tsx'
import { useWords } from '../../words/language.tsx'
import { submitWords } from './words.ts'

interface NotSubmittedProps {
  readonly title: string
  readonly error: unknown
  readonly placed: number
  readonly others: readonly FieldProblem[]
}

export function NotSubmitted(props: NotSubmittedProps) {
  const words = useWords(submitWords)
  const code = props.error instanceof Problem ? props.error.code : ''
  return (
    <Refusal {...props} unsure={words.unsure}>
      {code.startsWith('IDEMPOTENCY_') && code !== 'IDEMPOTENCY_IN_FLIGHT' ? (
        <>
          <Text size="sm">{words.keyUsed}</Text>
          <Anchor component={Link} href="/" size="sm">
            {words.toInbox}
          </Anchor>
        </>
      ) : null}
    </Refusal>
  )
}
