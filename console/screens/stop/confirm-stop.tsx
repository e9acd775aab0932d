import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconHandStop } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { placeHold } from '../../api/holds.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { FocusHeading } from '../../parts/focus-heading.tsx'
import { OutsideText } from '../../parts/outside-text.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './stop.module.css'
import { stopWords } from './words.ts'

interface ConfirmStopProps {
  readonly reason: string
  readonly onStopped: () => void
  readonly onBack: () => void
}

/** The second step. A word is typed, because a button would be pressed once too quickly, by the same hand as the first. */
export function ConfirmStop({ reason, onStopped, onBack }: ConfirmStopProps) {
  const words = useWords(stopWords)
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const [isAsked, setAsked] = useState(false)
  const isTyped = typed.trim().toUpperCase() === words.word
  const stop = useMutation({
    mutationFn: () => placeHold({ scope: 'everything', reason }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: SUBJECTS })
      onStopped()
    },
  })

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (isTyped) stop.mutate()
    else focusFirstWrong(event.currentTarget)
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <FocusHeading>{words.confirmTitle}</FocusHeading>
        <p className={classes['reason']}>
          <OutsideText>{words.confirmLead(reason)}</OutsideText>
        </p>
        {stop.isError ? <ProblemNotice error={stop.error} /> : null}
        <TextField
          label={words.type(words.word)}
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={20}
          value={typed}
          error={isAsked && !isTyped ? words.wrong(words.word) : null}
          onChange={setTyped}
        />
        <Group gap="sm">
          <Button
            type="submit"
            color="red"
            size="md"
            loading={stop.isPending}
            leftSection={<IconHandStop size={20} aria-hidden />}
          >
            {words.stop}
          </Button>
          <Button variant="default" size="md" onClick={onBack}>
            {words.back}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
