import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link } from 'wouter'
import { placeHold } from '../../api/holds.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { holdWords } from '../../words/hold-words.ts'
import classes from './holds.module.css'
import { TargetField, type NamedScope } from './target-field.tsx'
import { holdsWords } from './words.ts'

export const NAMED_SCOPES = [
  'order',
  'counterparty',
  'person',
  'channel',
  'entity',
] as const satisfies readonly NamedScope[]

interface PlaceFormProps {
  /** What a screen that links here has named already. */
  readonly named: { readonly scope: NamedScope; readonly target: string | null }
  readonly onPlaced: () => void
  readonly onLeave: () => void
}

export function PlaceForm({ named, onPlaced, onLeave }: PlaceFormProps) {
  const words = useWords(holdsWords)
  const { scopes } = useWords(holdWords)
  const queries = useQueryClient()
  const [scope, setScope] = useState<NamedScope>(named.scope)
  const [target, setTarget] = useState(named.target)
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const place = useMutation({
    mutationFn: (chosen: string) => placeHold({ scope, target: chosen, reason: reason.trim() }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: SUBJECTS })
      onPlaced()
    },
  })

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (target !== null && reason.trim() !== '') place.mutate(target)
    else focusFirstWrong(event.currentTarget)
  }

  return (
    <Panel title={words.place}>
      <form onSubmit={submit} noValidate className={classes['form']}>
        <Stack gap="md">
          {place.isError ? <ProblemNotice error={place.error} /> : null}
          <Radio.Group
            label={words.what}
            value={scope}
            onChange={(value) => {
              const chosen = NAMED_SCOPES.find((one) => one === value)
              if (chosen === undefined) return
              setScope(chosen)
              setTarget(null)
            }}
          >
            <Group gap="md" mt="xs">
              {NAMED_SCOPES.map((one) => (
                <Radio key={one} value={one} label={scopes[one]} />
              ))}
            </Group>
          </Radio.Group>
          <TargetField
            key={scope}
            scope={scope}
            value={target}
            error={isAsked && target === null ? words.targetNeeded : null}
            onChange={setTarget}
          />
          <TextInput
            label={words.reason}
            description={words.reasonHint}
            maxLength={500}
            value={reason}
            error={isAsked && reason.trim() === '' ? words.reasonNeeded : null}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Group gap="sm">
            <Button type="submit" color="red" loading={place.isPending}>
              {words.send}
            </Button>
            <Button variant="default" onClick={onLeave}>
              {words.cancel}
            </Button>
            <Button component={Link} href="/stop" variant="subtle" color="red">
              {words.stopAll}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
