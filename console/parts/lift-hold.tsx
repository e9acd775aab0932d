import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link, useLocation } from 'wouter'
import { askForLifting, type Hold } from '../api/holds.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { useWords } from '../words/language.tsx'
import { holdWords } from '../words/hold-words.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { subjectPath } from './subject-path.ts'

/** The way out of a hold: a subject that others sign, asked for here. */
export function LiftHold({ hold }: { readonly hold: Hold }) {
  const words = useWords(holdWords).lift
  const [isAsking, setAsking] = useState(false)
  if (hold.liftId !== null) {
    return (
      <Anchor component={Link} href={subjectPath({ type: 'hold', id: hold.liftId })} fz="sm">
        {hold.liftedAt === null ? words.open : words.done}
      </Anchor>
    )
  }
  if (hold.liftedAt !== null) return null
  if (isAsking) return <AskForm holdId={hold.id} onLeave={() => setAsking(false)} />
  return (
    <Button variant="default" size="xs" onClick={() => setAsking(true)}>
      {words.ask}
    </Button>
  )
}

function AskForm({ holdId, onLeave }: { readonly holdId: string; readonly onLeave: () => void }) {
  const words = useWords(holdWords).lift
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const ask = useMutation({
    mutationFn: () => askForLifting(holdId, reason.trim()),
    onSuccess({ id }) {
      void queries.invalidateQueries({ queryKey: SUBJECTS })
      navigate(subjectPath({ type: 'hold', id }))
    },
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setAsked(true)
    if (reason.trim() !== '') ask.mutate()
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        <Text size="sm">{words.lead}</Text>
        {ask.isError ? <ProblemNotice error={ask.error} /> : null}
        <TextInput
          label={words.reason}
          maxLength={500}
          value={reason}
          error={isAsked && reason.trim() === '' ? words.reasonNeeded : null}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
          ref={focusOnce}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={ask.isPending}>
            {words.send}
          </Button>
          <Button size="xs" variant="default" onClick={onLeave}>
            {words.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Outside of the component, so that it is called when the field appears and not with every letter. */
function focusOnce(field: HTMLInputElement | null): void {
  field?.focus()
}
