import { Alert, Text } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useWords } from '../words/language.tsx'
import classes from './problem-notice.module.css'
import { keyFailure } from './key-failure.ts'
import { keyWords } from './key-words.ts'
import { ProblemNotice } from './problem-notice.tsx'

/** What went wrong when a key was to sign, and what to do next. */
export function KeyFailureNotice({ error }: { readonly error: unknown }) {
  const words = useWords(keyWords)
  const failure = keyFailure(error)
  if (failure === null) return <ProblemNotice error={error} />
  const { title, body } = words[failure]
  return (
    <Alert
      color="red"
      variant="light"
      className={classes['notice'] ?? ''}
      icon={<IconKey aria-hidden />}
      title={title}
      role="alert"
    >
      <Text size="sm">{body}</Text>
    </Alert>
  )
}
