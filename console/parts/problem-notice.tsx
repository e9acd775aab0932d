import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useWords } from '../words/language.tsx'
import classes from './problem-notice.module.css'
import { partWords } from './part-words.ts'
import { tellProblem } from './tell-problem.ts'

/** What went wrong and what to do next. Put it above what is on screen already, not in its place. */
export function ProblemNotice({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const words = useWords(partWords)
  const { title, body } = tellProblem(words, error)
  return (
    <Alert
      color="red"
      variant="light"
      className={classes['notice'] ?? ''}
      icon={<IconAlertTriangle aria-hidden />}
      title={title}
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{body}</Text>
        {retry === undefined ? null : (
          <Button size="xs" variant="default" onClick={retry}>
            {words.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
